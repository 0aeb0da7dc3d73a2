using Backprop.Data;
using Backprop.Layers;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Apps.Tests.Data;

/// <summary>Folders of pictures as batches. Each picture is one color, its number in its class, so that it can be told from its pixels.</summary>
public sealed class ImageDatasetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backprop-images-").FullName;

    public ImageDatasetTests()
    {
        for (int i = 0; i < 10; i++)
        {
            Save($"cats/{i}.png", (byte)i, 3, 2);
            Save($"dogs/{i}.png", (byte)(200 + i), 2, 5);
        }

        Save("cats/old/x.png", 10, 4, 4);
        Save(".hidden/y.png", 99, 4, 4);
        File.WriteAllText(Path.Combine(_folder, "cats", "notes.txt"), "no picture");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Each_folder_is_a_class()
    {
        ImageDataset images = ImageUtils.ImageDatasetFromDirectory(_folder, batchSize: 8, imageSize: (4, 6), shuffle: false);
        Assert.Equal(["cats", "dogs"], images.ClassNames);
        Assert.Equal(21, images.FilePaths.Count);
        Assert.EndsWith(Path.Combine("cats", "old", "x.png"), images.FilePaths[10], StringComparison.Ordinal);
        Batch[] batches = [.. images];
        Assert.Equal(3, images.Count);
        Assert.Equal([[8, 4, 6, 3], [8, 4, 6, 3], [5, 4, 6, 3]], batches.Select(batch => batch.X[0].Shape.Lengths.ToArray()));
        Assert.Equal([.. Enumerable.Repeat(0, 11), .. Enumerable.Repeat(1, 10)], batches.SelectMany(batch => batch.Y![0].ToArray<int>()));
        Assert.Equal([.. Enumerable.Range(0, 11), .. Enumerable.Range(200, 10)], Colors(images));
        Assert.All(batches[0].X[0][7].ToArray<float>(), value => Assert.Equal(7, value));
    }

    [Fact]
    public void Labels_are_written_as_the_loss_wants_them()
    {
        Batch categorical = ImageUtils.ImageDatasetFromDirectory(_folder, labelMode: LabelMode.Categorical, classNames: ["dogs", "cats"], imageSize: (2, 2), shuffle: false).First();
        Assert.Equal([1f, 0], categorical.Y![0][0].ToArray<float>());
        Assert.Equal([0f, 1], categorical.Y[0][20].ToArray<float>());
        Batch binary = ImageUtils.ImageDatasetFromDirectory(_folder, labelMode: LabelMode.Binary, imageSize: (2, 2), shuffle: false).First();
        Assert.Equal([21, 1], binary.Y![0].Shape);
        Assert.Equal(DType.Float32, binary.Y[0].DType);
        Assert.Null(ImageUtils.ImageDatasetFromDirectory(_folder, labelMode: LabelMode.None, imageSize: (2, 2)).First().Y);
        ImageDataset given = ImageUtils.ImageDatasetFromDirectory(Path.Combine(_folder, "dogs"), labels: [.. Enumerable.Range(0, 10).Select(i => i % 3)], imageSize: (2, 2), shuffle: false);
        Assert.Equal(["0", "1", "2"], given.ClassNames);
        Assert.Equal([0, 1, 2, 0, 1, 2, 0, 1, 2, 0], given.Labels);
    }

    [Fact]
    public void Parts_for_training_and_validation_do_not_meet()
    {
        ImageDataset Part(Subset subset) => ImageUtils.ImageDatasetFromDirectory(_folder, imageSize: (1, 1), validationSplit: 0.3, subset: subset, seed: 4);
        int[] training = Colors(Part(Subset.Training)), validation = Colors(Part(Subset.Validation));
        Assert.Equal((15, 6), (training.Length, validation.Length));
        Assert.Equal([.. Enumerable.Range(0, 11), .. Enumerable.Range(200, 10)], training.Concat(validation).Order());
        Assert.Equal(training, Colors(Part(Subset.Training)));

        ImageDataset shuffled = Part(Subset.Training);
        int[] first = Colors(shuffled), second = Colors(shuffled);
        Assert.NotEqual(first, second);
        Assert.Equal(first.Order(), second.Order());
    }

    [Fact]
    public void Channels_and_shapes_follow_the_arguments()
    {
        string wide = Path.Combine(_folder, "wide", "all");
        Directory.CreateDirectory(wide);
        File.WriteAllBytes(Path.Combine(wide, "w.png"), PngFile.Of([0, 50, 100, 150, 0, 50, 100, 150], 4, 2, 1));
        ImageDataset Of(bool crop, bool pad) => ImageUtils.ImageDatasetFromDirectory(Path.Combine(_folder, "wide"), colorMode: ColorMode.Grayscale, imageSize: (2, 2), cropToAspectRatio: crop, padToAspectRatio: pad);
        Assert.Equal([50f, 100, 50, 100], Of(true, false).Single().X[0].ToArray<float>());
        // Halves of 0 and 50 and of 100 and 150; between black edges one row above and one below, which count half.
        Assert.Equal([25f, 125, 25, 125], Of(false, false).Single().X[0].ToArray<float>());
        Assert.Equal([12.5f, 62.5f, 12.5f, 62.5f], Of(false, true).Single().X[0].ToArray<float>());
    }

    [Fact]
    public void Links_to_folders_are_followed_only_when_asked_and_never_in_circles()
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder, "cats", "loop"), Path.Combine(_folder, "cats"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "cats", "more"), Path.Combine(_folder, ".hidden"));
        Assert.Equal(21, ImageUtils.ImageDatasetFromDirectory(_folder).FilePaths.Count);
        Assert.Equal(22, ImageUtils.ImageDatasetFromDirectory(_folder, followLinks: true).FilePaths.Count);
    }

    [Fact]
    public void Trouble_names_the_folder_or_the_file()
    {
        File.WriteAllText(Path.Combine(_folder, "dogs", "bad.jpg"), "no picture");
        ImageDataset images = ImageUtils.ImageDatasetFromDirectory(_folder, imageSize: (2, 2));
        Assert.Contains("bad.jpg: this is not a picture", Assert.Throws<DataFormatException>(() => images.Count(batch => batch.Y is null)).Message, StringComparison.Ordinal);
        Assert.Contains("there is no such folder", Refused(Path.Combine(_folder, "gone")), StringComparison.Ordinal);
        Assert.Contains("this is a file", Refused(Path.Combine(_folder, "cats", "1.png")), StringComparison.Ordinal);
        Assert.Contains("there is no folder in this folder", Refused(Path.Combine(_folder, "dogs")), StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(_folder, "empty", "nothing"));
        Assert.Contains("there is no picture in this folder", Refused(Path.Combine(_folder, "empty")), StringComparison.Ordinal);
        Assert.Contains("'cows'", Assert.Throws<DataFormatException>(() => ImageUtils.ImageDatasetFromDirectory(_folder, classNames: ["cows"])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ImageUtils.ImageDatasetFromDirectory(_folder, validationSplit: 0.5));
        Assert.Throws<ArgumentException>(() => ImageUtils.ImageDatasetFromDirectory(_folder, labels: [1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageUtils.ImageDatasetFromDirectory(_folder, imageSize: (0, 2)));

        static string Refused(string folder) => Assert.Throws<DataFormatException>(() => ImageUtils.ImageDatasetFromDirectory(folder)).Message;
    }

    [Fact]
    public void A_model_learns_from_a_folder()
    {
        ImageDataset images = ImageUtils.ImageDatasetFromDirectory(_folder, labelMode: LabelMode.Binary, batchSize: 6, imageSize: (3, 3));
        var model = new Sequential { new InputLayer([3, 3, 3]), new Rescaling(1 / 255.0), new Flatten(), new Dense(1, "sigmoid") };
        model.Compile("adam", "binary_crossentropy", ["accuracy"]);
        model.Optimizer.LearningRate = 0.05;
        History history = model.Fit(images, epochs: 12);
        Assert.Equal(1, history["accuracy"][^1]);
        Assert.Equal(history["accuracy"][^1], model.Evaluate(images)["accuracy"]);
    }

    private static int[] Colors(ImageDataset images) => [.. images.SelectMany(batch => Enumerable.Range(0, batch.X[0].Shape[0]).Select(i => (int)batch.X[0][i].ToArray<float>()[0]))];

    private void Save(string name, byte color, int width, int height)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, PngFile.Of([.. Enumerable.Repeat(color, width * height * 3)], width, height, 3));
    }
}
