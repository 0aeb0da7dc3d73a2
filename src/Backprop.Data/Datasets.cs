using Backprop.Tensors;

namespace Backprop.Data;

/// <summary>Images with their labels, for training and for testing.</summary>
/// <param name="TrainImages">float32 (count, height, width), 0 … 1.</param>
/// <param name="TrainLabels">int32 (count,).</param>
/// <param name="TestImages">As the training images.</param>
/// <param name="TestLabels">As the training labels.</param>
/// <param name="ClassNames">The classes in the order of their numbers.</param>
public sealed record ImageData(Tensor TrainImages, Tensor TrainLabels, Tensor TestImages, Tensor TestLabels, IReadOnlyList<string> ClassNames);

/// <summary>The data sets that come with the library, and those it finds on the machine. Their origin stands in Datasets/README.md beside them.</summary>
public static class Datasets
{
    private static readonly string[] s_fashion = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    /// <summary>The bundled tables and the column that each is meant to predict.</summary>
    public static IReadOnlyDictionary<string, string> Tables { get; } = new SortedDictionary<string, string>
    {
        ["breast-cancer"] = "diagnosis",
        ["iris"] = "species",
        ["placement"] = "placed",
        ["salary"] = "lpa",
        ["salary-day8"] = "lpa",
    };

    /// <summary>A bundled table by name.</summary>
    /// <exception cref="DataFormatException">There is no such data set; the message lists them.</exception>
    public static CsvTable Table(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Tables.ContainsKey(name))
        {
            string[] names = [.. Tables.Keys, "fashion-mnist"];
            string hint = Vocabulary.KerasNames.Nearest(name, names) is { } nearest ? $" Did you mean {nearest}?" : "";
            throw new DataFormatException("data sets", $"there is no data set {Printable.Quoted(name)}.{hint} There are {string.Join(", ", names)}.");
        }

        using Stream stream = typeof(Datasets).Assembly.GetManifestResourceStream($"{name}.csv") ?? throw new InvalidOperationException($"The data set {name} is not in the program.");
        return Csv.Read(stream, $"{name}.csv");
    }

    /// <summary>Fisher's iris flowers: 150 rows, four lengths, three species.</summary>
    public static CsvTable Iris() => Table("iris");

    /// <summary>Breast cancer in Wisconsin: 569 rows, thirty measurements, malignant or benign.</summary>
    public static CsvTable BreastCancer() => Table("breast-cancer");

    /// <summary>
    /// Fashion-MNIST, 60,000 + 10,000 images of clothes of 28 by 28 pixels in ten classes, if it is installed: in the folder fashion-mnist below the one
    /// that the environment variable BACKPROP_DATASETS names, in the same below backprop/datasets in the user's folder for application data,
    /// or where Debian's package dataset-fashion-mnist puts it.
    /// </summary>
    /// <exception cref="DataFormatException">It is not installed; the message says how to get it.</exception>
    public static ImageData FashionMnist()
    {
        string?[] parents = [Environment.GetEnvironmentVariable("BACKPROP_DATASETS"), UserFolder(), "/usr/share/datasets"];
        string folder = parents.OfType<string>().Select(parent => Path.Combine(parent, "fashion-mnist")).FirstOrDefault(Directory.Exists)
            ?? throw new DataFormatException("fashion-mnist", "the data set is not installed; on Debian run 'apt-get install dataset-fashion-mnist', elsewhere put its four files into a folder fashion-mnist and name the folder above it in BACKPROP_DATASETS.");
        return new ImageData(
            Idx.ReadImages(Path.Combine(folder, "train-images-idx3-ubyte.gz")),
            Idx.ReadLabels(Path.Combine(folder, "train-labels-idx1-ubyte.gz")),
            Idx.ReadImages(Path.Combine(folder, "t10k-images-idx3-ubyte.gz")),
            Idx.ReadLabels(Path.Combine(folder, "t10k-labels-idx1-ubyte.gz")),
            s_fashion);
    }

    private static string? UserFolder() =>
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } folder ? Path.Combine(folder, "backprop", "datasets") : null;
}
