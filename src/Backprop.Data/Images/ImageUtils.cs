using Backprop.Initializers;
using Backprop.Kernels;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Data;

/// <summary>Pictures in files (PNG, JPEG, BMP, GIF) as numbers, named as in <c>keras.utils</c>.</summary>
public static class ImageUtils
{
    /// <summary>Tells the orders of pictures from other orders under the same seed.</summary>
    internal const uint Call = 2;

    /// <summary>
    /// Batches of labelled pictures from a folder that has a folder for each class. Pictures end in .png, .jpg, .jpeg, .bmp or .gif; of an animation the first is taken.
    /// For training and validation, call it twice with the same <paramref name="validationSplit"/> and seed and each <paramref name="subset"/>.
    /// Source: keras/src/utils/image_dataset_utils.py; orders are drawn otherwise.
    /// </summary>
    /// <param name="directory">The folder.</param>
    /// <param name="labels">One label per picture, in the order of their paths, where the folders are no classes. Default the folder that a picture is in.</param>
    /// <param name="labelMode">How labels are written. Default int.</param>
    /// <param name="classNames">The folders that are classes, in the order of their numbers. Default all, by name.</param>
    /// <param name="colorMode">The channels. Default rgb.</param>
    /// <param name="batchSize">The pictures of a batch; the last may have fewer. Default 32.</param>
    /// <param name="imageSize">The size that all are brought to. Default 256 by 256.</param>
    /// <param name="shuffle">Whether each pass gives the pictures in a new order. Default true.</param>
    /// <param name="seed">From which the orders follow. Default that of <see cref="Training.Utils.SetRandomSeed"/>.</param>
    /// <param name="validationSplit">The part of the pictures for validation, between 0 and 1. Default none.</param>
    /// <param name="subset">The part that is wanted, with <paramref name="validationSplit"/>.</param>
    /// <param name="interpolation">How a picture is read between its pixels when its size changes. Default bilinear.</param>
    /// <param name="followLinks">Whether links to folders, in the folders of the classes, are followed. Default false.</param>
    /// <param name="cropToAspectRatio">Whether edges are cut off so that shapes stay what they are. Default false.</param>
    /// <param name="padToAspectRatio">Whether black edges are added so that shapes stay what they are. Default false.</param>
    /// <returns>The batches, numbers from 0 to 255: put the layer Rescaling(1 / 255.0) first in the model.</returns>
    /// <exception cref="DataFormatException">The folder is missing or holds no pictures.</exception>
    /// <exception cref="ArgumentException">Arguments are out of range or contradict each other.</exception>
    public static ImageDataset ImageDatasetFromDirectory(
        string directory,
        IReadOnlyList<int>? labels = null,
        LabelMode labelMode = LabelMode.Int,
        IReadOnlyList<string>? classNames = null,
        ColorMode colorMode = ColorMode.Rgb,
        int batchSize = 32,
        (int Height, int Width)? imageSize = null,
        bool shuffle = true,
        long? seed = null,
        double? validationSplit = null,
        Subset? subset = null,
        Interpolation interpolation = Interpolation.Bilinear,
        bool followLinks = false,
        bool cropToAspectRatio = false,
        bool padToAspectRatio = false)
    {
        (int height, int width) = imageSize ?? (256, 256);
        CheckSize(height, width, nameof(imageSize));
        _ = ImageDecoder.Channels(colorMode);
        if (batchSize < 1) throw new ArgumentOutOfRangeException(nameof(batchSize), $"A batch has 1 picture or more, not {batchSize}.");
        if (validationSplit is not null and not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(validationSplit), $"The part for validation lies between 0 and 1; it is {validationSplit}.");
        if (validationSplit is null != subset is null) throw new ArgumentException("validationSplit and subset belong together: give both or neither.", nameof(subset));
        if (cropToAspectRatio && padToAspectRatio) throw new ArgumentException("Edges are either cut off or added, not both: choose cropToAspectRatio or padToAspectRatio.", nameof(padToAspectRatio));
        if (classNames is not null && (labels is not null || labelMode == LabelMode.None)) throw new ArgumentException("classNames are folders: they belong to labels that follow from the folders.", nameof(classNames));
        bool hasLabels = labelMode != LabelMode.None;
        ImageFolder folder = hasLabels && labels is null ? ImageFolder.WithClasses(directory, classNames, followLinks) : ImageFolder.WithLabels(directory, hasLabels ? labels : null, followLinks);
        if (labelMode == LabelMode.Binary && folder.ClassNames.Count != 2) throw new ArgumentException($"Binary labels need two classes; {directory} has {folder.ClassNames.Count}.", nameof(labelMode));
        long drawn = seed ?? RandomSeed.Default;
        // One order for all beforehand, so that the part for validation has pictures of every class.
        var order = new int[folder.Paths.Length];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        if (shuffle) RandomNumbers.Permutation(new RandomKey(unchecked((ulong)drawn), (uint)RandomPurpose.Shuffle, 0, Call, 0), order);
        if (validationSplit is { } part) order = subset == Subset.Validation ? order[^(int)(part * order.Length)..] : order[..^(int)(part * order.Length)];
        if (order.Length == 0) throw new DataFormatException(directory, $"there is no picture{(subset is null ? "" : $" for {(subset == Subset.Training ? "training" : "validation")}")} in this folder; pictures end in .png, .jpg, .jpeg, .bmp or .gif.");
        return new ImageDataset(
            folder.ClassNames,
            [.. order.Select(i => folder.Paths[i])],
            folder.Labels.Length == 0 ? [] : [.. order.Select(i => folder.Labels[i])],
            labelMode,
            new ImageShape(height, width, colorMode, interpolation, cropToAspectRatio, padToAspectRatio),
            batchSize,
            shuffle ? drawn : null);
    }

    /// <summary>The picture in a file (PNG, JPEG, BMP, GIF). Source: keras/src/utils/image_utils.py; another size is computed as the layer Resizing does, not as Pillow does.</summary>
    /// <param name="path">The file.</param>
    /// <param name="colorMode">The channels. Default rgb.</param>
    /// <param name="targetSize">The size it is brought to. Default its own.</param>
    /// <param name="interpolation">How it is read between its pixels. Default nearest.</param>
    /// <param name="keepAspectRatio">Whether edges are cut off so that shapes stay what they are. Default false.</param>
    /// <exception cref="DataFormatException">The file is missing, is no such picture, is damaged, or declares more than 89,478,485 pixels.</exception>
    public static Image LoadImage(string path, ColorMode colorMode = ColorMode.Rgb, (int Height, int Width)? targetSize = null, Interpolation interpolation = Interpolation.Nearest, bool keepAspectRatio = false)
    {
        if (targetSize is { } wanted) CheckSize(wanted.Height, wanted.Width, nameof(targetSize));
        Image image = ImageDecoder.Read(path, colorMode);
        if (targetSize is not { } size) return image;
        Tensor resized = new ImageShape(size.Height, size.Width, colorMode, interpolation, keepAspectRatio, false).Resize(ImageToArray(image));
        return new Image(size.Width, size.Height, image.Channels, [.. resized.ToArray<float>().Select(value => (byte)Math.Clamp(MathF.Round(value), 0, 255))]);
    }

    /// <summary>A picture as numbers from 0 to 255.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="dtype">The number type. Default float32.</param>
    /// <returns>(height, width, channels)</returns>
    public static Tensor ImageToArray(Image image, DType dtype = DType.Float32)
    {
        ArgumentNullException.ThrowIfNull(image);
        var pixels = new Tensor(DType.Float32, [image.Height, image.Width, image.Channels]);
        Span<float> numbers = pixels.AsWritableSpan<float>();
        for (int i = 0; i < numbers.Length; i++) numbers[i] = image.Pixels[i];
        return pixels.Cast(dtype);
    }

    private static void CheckSize(int height, int width, string name)
    {
        if (height < 1 || width < 1 || (long)height * width > ImageDecoder.MostPixels) throw new ArgumentOutOfRangeException(name, $"The size of pictures is 1 x 1 to {ImageDecoder.MostPixels:N0} pixels, not {height} x {width}.");
    }
}
