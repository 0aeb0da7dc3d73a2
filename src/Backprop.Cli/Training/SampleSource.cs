using Backprop.Data;
using Backprop.Tensors;

namespace Backprop.Cli.Training;

/// <summary>Fetches the samples that the user named.</summary>
internal static class SampleSource
{
    private const string FashionMnist = "fashion-mnist";

    /// <exception cref="DataFormatException">The file cannot be read, or does not hold what is needed.</exception>
    public static Samples Read(SourceSettings source, TrainSettings settings)
    {
        if (source.File is { } file) return OfTable(Csv.Read(file, Options(source)), source.Target!, source, settings.DType);
        if (source.Images is { } folder && Directory.Exists(folder)) return PictureFolder.Read(source, settings.DType);
        if (source.Images is { } images) return OfFiles(images, source, settings.DType);
        string name = source.DataSet!;
        if (name == FashionMnist)
        {
            ImageData data = Datasets.FashionMnist();
            return OfImages(name, data.TrainImages, data.TrainLabels, data.ClassNames, OfImages(name, data.TestImages, data.TestLabels, data.ClassNames, null, settings.DType), settings.DType);
        }

        CsvTable table = Datasets.Table(name);
        return OfTable(table, source.Target ?? Datasets.Tables[name], source, settings.DType);
    }

    private static CsvOptions Options(SourceSettings source) => new() { Header = source.Header, Separator = source.Separator, Categories = source.Categories, BadRows = source.SkipBadRows ? BadRows.Skip : BadRows.Refuse };

    private static Samples OfTable(CsvTable table, string target, SourceSettings source, DType dtype)
    {
        TabularData data = Convert(table, target, source, dtype);
        return new Samples
        {
            X = data.Features,
            Y = data.Targets,
            Classes = data.Kind == TaskKind.Regression ? null : data.ClassNames,
            Source = table.Source,
            Target = data.TargetName,
            Features = data.FeatureNames,
            Notes = data.Notes,
        };
    }

    private static TabularData Convert(CsvTable table, string target, SourceSettings source, DType dtype)
    {
        try
        {
            return table.ToFeaturesAndTarget(target, new ConversionOptions
            {
                Features = source.Columns,
                Missing = source.Missing switch { "drop" => MissingValues.Drop, "mean" => MissingValues.Mean, _ => MissingValues.Refuse },
                Kind = source.Task switch { "regression" => TaskKind.Regression, "classification" => TaskKind.MultiClass, _ => null },
                DType = dtype,
            });
        }
        catch (DataFormatException error) when (source.Missing == "error" && error is { Line: not null, Column: { } column } && table.Column(column).MissingCount > 0)
        {
            // The library cannot know what the choice is called here.
            throw new BadInputException($"{error.Message.TrimEnd('.')} (--missing drop, --missing mean).");
        }
    }

    private static Samples OfFiles(string images, SourceSettings source, DType dtype)
    {
        Tensor training = Idx.ReadImages(images);
        Tensor labels = Idx.ReadLabels(source.Labels!);
        Samples? test = null;
        int classes = Classes(labels);
        if (source.TestImages is { } testFile)
        {
            Tensor testImages = Idx.ReadImages(testFile);
            Tensor testLabels = Idx.ReadLabels(source.TestLabels!);
            if (testImages.Shape[1..] != training.Shape[1..]) throw new BadInputException($"{testFile} holds images of {testImages.Shape[1..]}, {images} of {training.Shape[1..]}; both must be of one size.");
            classes = Math.Max(classes, Classes(testLabels));
            test = OfImages(Path.GetFileName(testFile), testImages, testLabels, Names(classes), null, dtype);
        }

        return OfImages(Path.GetFileName(images), training, labels, Names(classes), test, dtype);
    }

    private static Samples OfImages(string source, Tensor images, Tensor labels, IReadOnlyList<string> classes, Samples? test, DType dtype)
    {
        if (images.Shape[0] != labels.Shape[0]) throw new BadInputException($"{source} holds {images.Shape[0]} images, and there are {labels.Shape[0]} labels; each image needs one.");
        return new Samples { X = images.Cast(dtype), Y = labels.Reshape([labels.Size, 1]), Classes = classes, Source = source, Target = "the label", Test = test };
    }

    private static int Classes(Tensor labels) => labels.Size == 0 ? 0 : labels.ToArray<int>().Max() + 1;

    private static string[] Names(int classes) => [.. Enumerable.Range(0, Math.Max(classes, 2)).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture))];
}
