using System.Buffers.Binary;
using Backprop.Formats;
using Backprop.Testing;

namespace Backprop.Tests.Formats;

/// <summary>Damaged files: cut off anywhere, any byte wrong, any number huge. They are read or refused, with no other exception and little memory.</summary>
public sealed class Hdf5FuzzTests
{
    /// <summary>What reading a file of a few kilobytes may allocate, whatever it declares.</summary>
    private const long MostBytes = 200L << 20;

    [Theory]
    [InlineData("trained.weights.h5")]
    [InlineData("legacy.h5")]
    [InlineData("keras2.h5")]
    [InlineData("latest-format.keras")]
    [InlineData("chunked.keras")]
    [InlineData("gzip.keras")]
    public void ADamagedFileIsReadOrRefused(string name)
    {
        byte[] whole = Bytes(name);
        var random = new Random(17);
        for (int round = 0; round < 400; round++) Check(name, Damage(whole, random), round);
    }

    [Fact]
    public void ADamagedFileOfOursIsReadOrRefused()
    {
        var random = new Random(18);
        for (int round = 0; round < 400; round++) Check("ours", Damage(RandomTree.Make(round % 7, most: 12).ToArray(), random), round);
    }

    [Fact]
    public void EveryPrefixOfASmallFileIsRefused()
    {
        byte[] whole = RandomTree.Make(3, most: 6).ToArray();
        for (int length = 0; length < whole.Length; length++) Assert.Throws<ModelFormatException>(() => Hdf5File.Read(whole.AsMemory(0, length), "cut.h5"));
    }

    private static byte[] Bytes(string name)
    {
        string path = Repository.At($"tests/fixtures/keras-cases/files/{name}");
        if (name.EndsWith(".h5", StringComparison.Ordinal)) return File.ReadAllBytes(path);
        using ModelArchive model = ModelArchive.Open(path);
        return model.ReadBytes(ModelArchive.Hdf5Weights).ToArray();
    }

    private static byte[] Damage(byte[] whole, Random random)
    {
        byte[] bytes = [.. whole];
        switch (random.Next(5))
        {
            case 0:
                return bytes[..random.Next(bytes.Length)];
            case 1:
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                break;
            case 3:
                // A field becomes huge, or points to another structure.
                int at = random.Next(bytes.Length / 8) * 8;
                ulong value = random.Next(4) switch { 0 => ulong.MaxValue, 1 => (ulong)random.NextInt64(), 2 => (ulong)random.Next(bytes.Length) & ~7ul, _ => 1ul << random.Next(64) };
                BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), value);
                break;
            default:
                // One piece of the file over another: structures in places where they do not belong.
                int length = random.Next(1, Math.Min(512, bytes.Length / 2));
                bytes.AsSpan(random.Next(bytes.Length - length), length).ToArray().CopyTo(bytes, random.Next(bytes.Length - length));
                break;
        }

        return bytes;
    }

    private static void Check(string name, byte[] bytes, int round)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using Hdf5File file = Hdf5File.Read(bytes, "damaged.h5");
            ReadAll(file.Root);
        }
        catch (ModelFormatException refusal)
        {
            Assert.StartsWith("damaged.h5", refusal.Message);
            Assert.EndsWith(".", refusal.Message);
        }
        catch (Exception other)
        {
            Assert.Fail($"{name}, round {round}: {other}");
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < MostBytes, $"{name}, round {round}: {allocated} bytes were allocated.");
    }

    /// <summary>Reads everything, and goes on where one dataset or attribute is refused.</summary>
    private static void ReadAll(Hdf5Group group)
    {
        Attributes(group);
        foreach (Hdf5Object child in group.Children)
        {
            if (child is Hdf5Group inner)
            {
                ReadAll(inner);
            }
            else if (child is Hdf5Dataset dataset)
            {
                Attributes(dataset);
                Try(() => _ = dataset.Description);
                Try(() => _ = dataset.IsText ? (object)dataset.ReadStrings() : dataset.ReadTensor());
            }
        }
    }

    private static void Attributes(Hdf5Object owner) => Try(() =>
    {
        foreach (Hdf5Attribute attribute in owner.Attributes.Values) Try(() => _ = attribute.IsText ? (object)attribute.ReadStrings() : attribute.ReadTensor());
    });

    private static void Try(Action read)
    {
        try
        {
            read();
        }
        catch (ModelFormatException refusal)
        {
            Assert.EndsWith(".", refusal.Message);
        }
    }
}
