using System.Globalization;
using Backprop.Cli.Models;
using Backprop.Data;
using Backprop.Tensors;

namespace Backprop.Cli.Training;

/// <summary>Pictures in a folder that has a folder for each class, as samples.</summary>
internal static class PictureFolder
{
    private const int LargestSide = 64;

    /// <summary>Reads the pictures for training and, if there is another folder, those to measure on, all brought to one size.</summary>
    public static Samples Read(SourceSettings source, DType dtype)
    {
        string folder = source.Images!;
        ColorMode color = source.Grayscale ? ColorMode.Grayscale : ColorMode.Rgb;
        (int Height, int Width) size = source.ImageSize is { } given ? Size(given) : First(folder);
        Samples training = Of(folder, null);
        return source.TestImages is { } test ? training with { Test = Of(test, training.Classes) } : training;

        Samples Of(string place, IReadOnlyList<string>? classes)
        {
            (Tensor images, _) = PictureInput.All(place, LabelMode.Int, color, size, out ImageDataset pictures, classes);
            if (pictures.ClassNames.Count < 2) throw new BadInputException($"{place} has one class, {pictures.ClassNames[0]}; there is nothing to tell apart.");
            return new Samples
            {
                X = images.Cast(dtype),
                Y = Tensor.From([.. pictures.Labels], [pictures.Labels.Count, 1]),
                Classes = pictures.ClassNames,
                Source = Path.GetFileName(Path.GetFullPath(place).TrimEnd(Path.DirectorySeparatorChar)),
                Target = "the folder's name",
                Notes = [$"Pictures are brought to {size.Height}x{size.Width}{(source.Grayscale ? ", in grey" : "")} (--image-size)."],
            };
        }
    }

    /// <summary>Height and width in "28x28".</summary>
    private static (int Height, int Width) Size(string text)
    {
        string[] sides = text.Split('x', 'X');
        return sides.Length == 2 && int.TryParse(sides[0], NumberStyles.None, CultureInfo.InvariantCulture, out int height) && int.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out int width) && height is >= 1 and <= 4096 && width is >= 1 and <= 4096
            ? (height, width) : throw new BadInputException($"--image-size takes height and width, such as 28x28, each from 1 to 4096, not {text}.");
    }

    /// <summary>The size of the first picture, but not so large that a network of full layers would take all memory.</summary>
    private static (int Height, int Width) First(string folder)
    {
        Image first = ImageUtils.LoadImage(ImageUtils.ImageDatasetFromDirectory(folder, imageSize: (1, 1), shuffle: false).FilePaths[0]);
        return (Math.Min(first.Height, LargestSide), Math.Min(first.Width, LargestSide));
    }
}
