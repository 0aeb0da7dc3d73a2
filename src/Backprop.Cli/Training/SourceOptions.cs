using System.CommandLine;

namespace Backprop.Cli.Training;

/// <summary>The arguments and options of <c>backprop train</c> that say where the samples come from.</summary>
internal sealed class SourceOptions
{
    private readonly Argument<string?> _file = new("file") { Description = "A table: CSV, with a line of column names or without.", Arity = ArgumentArity.ZeroOrOne, HelpName = "FILE.csv" };
    private readonly Option<string?> _target = OptionKinds.Text("--target", "The column to predict; for --dataset, the one it is known for.", "COLUMN");
    private readonly Option<string[]?> _columns = OptionKinds.Names("--columns", "The columns to predict from. Default: all others.");
    private readonly Option<string?> _task = OptionKinds.Word("--task", "What the target is: a number, or a class. Default: follows from the target.", "regression", "classification");
    private readonly Option<string[]?> _categories = OptionKinds.Names("--categories", "Columns that are categories although they hold numbers, such as postcodes.");
    private readonly Option<char?> _separator = Separator();
    private readonly Option<bool> _header = OptionKinds.Flag("--header", "The first line holds the column names. Default: found out.");
    private readonly Option<bool> _noHeader = OptionKinds.Flag("--no-header", "The first line is data; columns are called column1, column2, …");
    private readonly Option<string?> _missing = OptionKinds.Word("--missing", "What to do where a value is missing. Default error.", "error", "drop", "mean");
    private readonly Option<string?> _badRows = OptionKinds.Word("--bad-rows", "What to do with lines of too few or too many fields. Default error.", "error", "skip");
    private readonly Option<string?> _images = OptionKinds.Text("--images", "Images to train on: an IDX file, also gzip; or a folder with a folder of pictures for each class.", "FILE");
    private readonly Option<string?> _labels = OptionKinds.Text("--labels", "Their classes: an IDX file, also gzip.", "FILE");
    private readonly Option<string?> _testImages = OptionKinds.Text("--test-images", "Images to measure on, in the same form.", "FILE");
    private readonly Option<string?> _testLabels = OptionKinds.Text("--test-labels", "Their classes.", "FILE");
    private readonly Option<string?> _imageSize = OptionKinds.Text("--image-size", "Height and width that the pictures of a folder are brought to, such as 28x28. Default: the first picture's, at most 64x64.", "SIZE");
    private readonly Option<bool> _grayscale = OptionKinds.Flag("--grayscale", "Take the pictures of a folder without their colours.");
    private readonly Option<string?> _dataSet = OptionKinds.Text("--dataset", "A data set by name: iris, breast-cancer, placement, salary, salary-day8, or fashion-mnist when installed.");

    public Argument<string?> File => _file;

    public IEnumerable<Option> All =>
        [_target, _columns, _task, _categories, _separator, _header, _noHeader, _missing, _badRows, _images, _labels, _testImages, _testLabels, _imageSize, _grayscale, _dataSet];

    /// <exception cref="BadInputException">The arguments contradict each other or do not say where the data is.</exception>
    public SourceSettings Read(ParseResult parsed)
    {
        string? file = parsed.GetValue(_file);
        string? images = parsed.GetValue(_images);
        string? labels = parsed.GetValue(_labels);
        string? testImages = parsed.GetValue(_testImages);
        string? testLabels = parsed.GetValue(_testLabels);
        string? dataSet = parsed.GetValue(_dataSet);
        bool header = parsed.GetValue(_header);
        bool noHeader = parsed.GetValue(_noHeader);
        string[] sources = [.. new[] { file is null ? null : "a table", images is null && labels is null ? null : "--images", dataSet is null ? null : "--dataset" }.OfType<string>()];
        if (sources.Length == 0) throw new BadInputException("Say what to train on: a table (backprop train FILE.csv --target COLUMN), images (--images FILE --labels FILE), or --dataset NAME. See backprop train --help.");
        if (sources.Length > 1) throw new BadInputException($"Say only one of {string.Join(" and ", sources)}: a network is trained on one source.");
        bool isFolder = images is not null && Directory.Exists(images);
        if (isFolder && (labels ?? testLabels) is not null) throw new BadInputException($"{images} is a folder, whose folders are the classes: leave --labels and --test-labels out.");
        if (isFolder && testImages is not null && !Directory.Exists(testImages)) throw new BadInputException($"{testImages} must be a folder like {images}, with a folder of pictures for each class.");
        if (!isFolder && (parsed.GetValue(_imageSize) is not null || parsed.GetValue(_grayscale))) throw new BadInputException("--image-size and --grayscale belong to --images FOLDER.");
        if (!isFolder && images is null != labels is null) throw new BadInputException("Images need their classes: give both --images FILE and --labels FILE, or --images FOLDER with a folder of pictures for each class.");
        if (!isFolder && testImages is null != testLabels is null) throw new BadInputException("Test images need their classes: give both --test-images FILE and --test-labels FILE.");
        if (testImages is not null && images is null) throw new BadInputException("--test-images belongs to --images; a table holds rows back with --test-split.");
        if (header && noHeader) throw new BadInputException("--header and --no-header contradict each other: give one of them, or none.");
        string? target = parsed.GetValue(_target);
        if (file is not null && target is null) throw new BadInputException("Say which column to predict: --target COLUMN.");
        if (images is not null && (target is not null || parsed.GetResult(_columns) is not null)) throw new BadInputException("--target and --columns belong to tables; the classes of images come from --labels.");
        return new SourceSettings
        {
            File = file,
            Target = target,
            Columns = parsed.GetResult(_columns) is null ? null : parsed.GetValue(_columns),
            Task = parsed.GetValue(_task),
            Separator = parsed.GetValue(_separator),
            Header = header ? true : noHeader ? false : null,
            Missing = parsed.GetValue(_missing) ?? "error",
            SkipBadRows = parsed.GetValue(_badRows) == "skip",
            Categories = parsed.GetValue(_categories) ?? [],
            Images = images,
            Labels = labels,
            TestImages = testImages,
            TestLabels = testLabels,
            ImageSize = parsed.GetValue(_imageSize),
            Grayscale = parsed.GetValue(_grayscale),
            DataSet = dataSet,
        };
    }

    private static Option<char?> Separator() => new("--separator")
    {
        Description = "What stands between fields: comma, semicolon, tab, bar, or any one character. Default: found out.",
        HelpName = "CHARACTER",
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            switch (text)
            {
                case "comma": return ',';
                case "semicolon": return ';';
                case "tab" or "\\t": return '\t';
                case "bar": return '|';
                case [var one]: return one;
            }

            result.AddError($"--separator takes one character, or comma, semicolon, tab or bar, not {text}");
            return null;
        },
    };
}
