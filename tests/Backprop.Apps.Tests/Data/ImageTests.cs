using System.Text.Json;
using Backprop.Data;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Data;

/// <summary>Pictures in files: Pillow's bytes and pixels set by hand are the witnesses (tests/fixtures/images).</summary>
public sealed class ImageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backprop-images-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Pictures_have_the_pixels_that_Pillow_reads()
    {
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(Repository.At("tests/fixtures/images/expected.json")));
        Assert.Equal(12, expected.RootElement.EnumerateObject().Count());
        foreach (JsonProperty picture in expected.RootElement.EnumerateObject())
        {
            // JPEG leaves its decoders some freedom in rounding; the others are exact.
            int tolerance = picture.Name == "progressive.jpg" ? 6 : picture.Name.EndsWith(".jpg", StringComparison.Ordinal) ? 3 : 0;
            foreach ((string name, ColorMode mode) in new[] { ("L", ColorMode.Grayscale), ("RGB", ColorMode.Rgb), ("RGBA", ColorMode.Rgba) })
            {
                Image image = ImageUtils.LoadImage(Repository.At("tests/fixtures/images/" + picture.Name), mode);
                Assert.Equal([image.Width, image.Height], picture.Value.GetProperty("size").EnumerateArray().Select(length => length.GetInt32()));
                byte[] pixels = [.. picture.Value.GetProperty(name).EnumerateArray().Select(value => value.GetByte())];
                Assert.Equal(pixels.Length, image.Pixels.Length);
                int worst = image.Pixels.ToArray().Zip(pixels, (ours, theirs) => Math.Abs(ours - theirs)).Max();
                Assert.True(worst <= tolerance, $"{picture.Name} as {name}: a pixel differs by {worst}.");
            }
        }
    }

    [Fact]
    public void A_picture_becomes_numbers_and_another_size()
    {
        string path = Write("two.png", PngFile.Of([0, 100], 2, 1, 1));
        Tensor pixels = ImageUtils.ImageToArray(ImageUtils.LoadImage(path, ColorMode.Grayscale), DType.Float64);
        Assert.Equal([1, 2, 1], pixels.Shape);
        Assert.Equal([0.0, 100], pixels.ToArray<double>());
        Assert.Equal([0, 25, 75, 100], ImageUtils.LoadImage(path, ColorMode.Grayscale, (1, 4), Interpolation.Bilinear).Pixels.ToArray());
        Assert.Equal([0, 0, 100, 100], ImageUtils.LoadImage(path, ColorMode.Grayscale, (1, 4)).Pixels.ToArray());
        Assert.Equal([0, 0, 0, 100, 100, 100], ImageUtils.LoadImage(path).Pixels.ToArray());
        Assert.Equal([0, 0, 0, 255, 100, 100, 100, 255], ImageUtils.LoadImage(path, ColorMode.Rgba).Pixels.ToArray());

        // Of four columns the two in the middle are kept: 50 and 100.
        string wide = Write("wide.png", PngFile.Of([0, 50, 100, 150, 0, 50, 100, 150], 4, 2, 1));
        Assert.Equal([50, 100, 50, 100], ImageUtils.LoadImage(wide, ColorMode.Grayscale, (2, 2), keepAspectRatio: true).Pixels.ToArray());
    }

    [Theory]
    [InlineData(60_000, 60_000, "declares more pixels than can be read")]
    [InlineData(10_000, 10_000, "more than the 89,478,485")]
    [InlineData(9_000, 9_000, "more than a file of")]
    public void A_size_that_cannot_be_is_refused_before_memory_is_taken(int width, int height, string part)
    {
        string path = Write("bomb.png", PngFile.Of([0, 100], 2, 1, 1, (width, height)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.Throws<DataFormatException>(() => ImageUtils.LoadImage(path)).Message;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        Assert.Contains("bomb.png: the picture", message, StringComparison.Ordinal);
        Assert.Contains(part, message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_picture_is_said_with_its_name()
    {
        Assert.Contains("gone.png: there is no such file", Refused(Path.Combine(_folder, "gone.png")), StringComparison.Ordinal);
        Assert.Contains("text.png: this is not a picture", Refused(Write("text.png", "a,b\n1,2\n"u8.ToArray())), StringComparison.Ordinal);
        Assert.Contains("empty.png: the file is empty", Refused(Write("empty.png", [])), StringComparison.Ordinal);
        Assert.Contains("short.png: the picture is damaged", Refused(Write("short.png", PngFile.Of([0, 100], 2, 1, 1)[..45])), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageUtils.LoadImage(Write("two.png", PngFile.Of([0, 100], 2, 1, 1)), targetSize: (0, 4)));
    }

    [Fact]
    public void Damaged_pictures_are_read_or_refused()
    {
        foreach (string path in Directory.EnumerateFiles(Repository.At("tests/fixtures/images"), "*.*g*"))
        {
            byte[] whole = File.ReadAllBytes(path);
            for (int i = 0; i < 60; i++)
            {
                byte[] damaged = [.. whole];
                damaged[i * 7919 % whole.Length] ^= (byte)(1 << (i % 8));
                if (i % 3 == 0) damaged = damaged[..(i * 104729 % whole.Length + 1)];
                try
                {
                    ImageUtils.LoadImage(Write("damaged", damaged));
                }
                catch (DataFormatException e)
                {
                    Assert.Contains("damaged: ", e.Message, StringComparison.Ordinal);
                }
            }
        }
    }

    private static string Refused(string path) => Assert.Throws<DataFormatException>(() => ImageUtils.LoadImage(path)).Message;

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
