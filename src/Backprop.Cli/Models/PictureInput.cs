using Backprop.Data;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Cli.Models;

/// <summary>Pictures as the input of a model: one file, or those in a folder, brought to the size and the channels that the model takes.</summary>
internal static class PictureInput
{
    private static readonly string[] s_endings = [".png", ".jpg", ".jpeg", ".bmp", ".gif"];

    /// <summary>Whether a path is a picture or a folder.</summary>
    public static bool Is(string path) => Directory.Exists(path) || s_endings.Contains(Path.GetExtension(path).ToLowerInvariant());

    /// <summary>Numbers from 0 to 255, (pictures, height, width, channels), and the files that they are from.</summary>
    /// <param name="path">A picture, or a folder of pictures, also in folders of it, which are taken by name.</param>
    /// <param name="model">The model that takes them.</param>
    /// <exception cref="BadInputException">The model takes no pictures.</exception>
    public static (Tensor Images, IReadOnlyList<string> Files) Read(string path, Model model)
    {
        (ColorMode color, (int Height, int Width)? size) = Wanted(model);
        if (Directory.Exists(path)) return All(path, LabelMode.None, color, size ?? throw AnySize(model), out _);
        Tensor image = ImageUtils.ImageToArray(ImageUtils.LoadImage(path, color, size, Interpolation.Bilinear));
        return (image.Reshape([1, .. image.Shape]), [path]);
    }

    /// <summary>The pictures of a folder that has a folder for each class, with the classes' numbers, (pictures, 1).</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="model">The model that takes them.</param>
    /// <exception cref="BadInputException">The model takes no pictures.</exception>
    public static (Tensor Images, Tensor Labels) ReadClasses(string folder, Model model)
    {
        (ColorMode color, (int Height, int Width)? size) = Wanted(model);
        (Tensor images, _) = All(folder, LabelMode.Int, color, size ?? throw AnySize(model), out ImageDataset pictures);
        return (images, Tensor.From([.. pictures.Labels], [pictures.Labels.Count, 1]));
    }

    /// <summary>All pictures of a folder in the order of their names.</summary>
    public static (Tensor Images, IReadOnlyList<string> Files) All(string folder, LabelMode labels, ColorMode color, (int Height, int Width) size, out ImageDataset pictures, IReadOnlyList<string>? classes = null)
    {
        pictures = ImageUtils.ImageDatasetFromDirectory(folder, labelMode: labels, classNames: classes, colorMode: color, imageSize: size, shuffle: false);
        int channels = color switch { ColorMode.Grayscale => 1, ColorMode.Rgb => 3, _ => 4 };
        long numbers = (long)pictures.FilePaths.Count * size.Height * size.Width * channels;
        if (numbers > Array.MaxLength) throw new BadInputException($"{pictures.FilePaths.Count:N0} pictures of {size.Height}x{size.Width} do not fit into memory at once: take smaller ones, or read them batch by batch from C# (ImageDatasetFromDirectory).");
        var images = new Tensor(DType.Float32, [pictures.FilePaths.Count, size.Height, size.Width, channels]);
        int done = 0;
        foreach (Batch batch in pictures)
        {
            batch.X[0].ToArray<float>().CopyTo(images.AsWritableSpan<float>()[done..]);
            done += batch.X[0].Size;
        }

        return (images, pictures.FilePaths);
    }

    private static (ColorMode Color, (int Height, int Width)? Size) Wanted(Model model)
    {
        if (model.InputTypes is not [{ Shape: { Rank: 4 } shape }] || shape[3] is not (1 or 3 or 4)) throw new BadInputException($"The model {model.Name} takes no pictures: its input would have the shape (None, height, width, 1, 3 or 4).");
        ColorMode color = shape[3] switch { 1 => ColorMode.Grayscale, 3 => ColorMode.Rgb, _ => ColorMode.Rgba };
        return (color, shape[1] == Shape.Unknown || shape[2] == Shape.Unknown ? null : (shape[1], shape[2]));
    }

    private static BadInputException AnySize(Model model) => new($"The model {model.Name} takes pictures of any size, and those of a folder may differ: give one picture.");
}
