using System.IO.Compression;
using System.Text;
using Backprop.Formats;
using Backprop.Tensors;
using Backprop.Testing;

namespace Backprop.Tests.Formats;

public sealed class ModelArchiveTests
{
    [Fact]
    public void WhatIsWrittenIsReadAgain()
    {
        using var folder = new TemporaryFolder();
        string path = folder.At("model.keras");
        Sample().Save(path);
        Sample().Save(path);
        Assert.Single(Directory.GetFiles(folder.Path));
        using ModelArchive model = ModelArchive.Open(path);
        Assert.Equal([ModelArchive.Metadata, ModelArchive.Config, ModelArchive.Hdf5Weights, "assets/layers/lookup/vocabulary.txt"], model.Members);
        Assert.Equal("{\"a\": \"ä\"}", model.ReadText(ModelArchive.Config));
        using Hdf5File weights = model.OpenHdf5(ModelArchive.Hdf5Weights);
        Assert.Equal([1f, 2f], weights.Root.Dataset("w").ReadTensor().ToArray<float>());
    }

    [Fact]
    public void MembersAreStoredAsKerasStoresThem()
    {
        using var memory = new MemoryStream();
        Sample().WriteTo(memory);
        using var zip = new ZipArchive(memory);
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            Assert.Equal(entry.Length, entry.CompressedLength);
            Assert.Equal(1980, entry.LastWriteTime.Year);
        }
    }

    [Fact]
    public void TheSameModelGivesTheSameBytes()
    {
        using var first = new MemoryStream();
        using var second = new MemoryStream();
        Sample().WriteTo(first);
        Sample().WriteTo(second);
        Assert.Equal(first.ToArray(), second.ToArray());
    }

    [Theory]
    [InlineData("../config.json")]
    [InlineData("/config.json")]
    [InlineData("C:\\config.json")]
    [InlineData("a\\..\\config.json")]
    [InlineData("assets/../x")]
    [InlineData("assets//x")]
    public void NamesThatClimbOutAreRefused(string name) => Refused(zip => Put(zip, name, "x"), "may not be absolute nor climb out");

    [Fact]
    public void TwoMembersOfOneNameAreRefused() => Refused(
        zip =>
        {
            Put(zip, "config.json", "{}");
            Put(zip, "Config.json", "{}");
        },
        "there twice");

    [Fact]
    public void TooManyMembersAreRefused() => Refused(
        zip =>
        {
            for (int i = 0; i < 100_001; i++) zip.CreateEntry($"{i}", CompressionLevel.NoCompression);
        },
        "more than 100000");

    [Fact]
    public void MembersThatKerasDoesNotWriteAreListedAndNotRead()
    {
        byte[] bytes = Zip(zip =>
        {
            Put(zip, "config.json", "{}");
            Put(zip, "evil.sh", "x");
        });
        using var model = new ZipModelArchive(new MemorySource(bytes), "m.keras");
        Assert.Equal(["config.json"], model.Members);
        Assert.Equal(["evil.sh"], model.Ignored);
        Assert.Throws<ModelFormatException>(() => model.ReadBytes("evil.sh"));
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void AWrongByteOfTheContentIsFound(CompressionLevel level)
    {
        byte[] bytes = Zip(zip => Put(zip, "config.json", new string('a', 50) + "bcdefgh", level));
        bytes[30 + "config.json".Length + 8] ^= 4;
        using var model = new ZipModelArchive(new MemorySource(bytes), "m.keras");
        Assert.Throws<ModelFormatException>(() => model.ReadText("config.json"));
    }

    [Fact]
    public void ADeclaredSizeIsNotBelievedWhileInflating()
    {
        byte[] bytes = Zip(zip => Put(zip, "config.json", new string(' ', 1 << 20), CompressionLevel.Optimal));
        // The uncompressed size in the directory: 24 bytes into its only entry.
        int entry = bytes.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BitConverter.TryWriteBytes(bytes.AsSpan(entry + 24), 100);
        using var model = new ZipModelArchive(new MemorySource(bytes), "m.keras");
        Assert.Contains("does not inflate to the 100 bytes", Assert.Throws<ModelFormatException>(() => model.ReadText("config.json")).Message);
    }

    [Fact]
    public void EncryptedMembersAndOtherMethodsAreRefusedByName()
    {
        byte[] bytes = Zip(zip => Put(zip, "config.json", "{}"));
        int entry = bytes.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        byte[] encrypted = [.. bytes];
        encrypted[entry + 8] |= 1;
        Refused(encrypted, "is encrypted");
        byte[] lzma = [.. bytes];
        lzma[entry + 10] = 14;
        Refused(lzma, "LZMA");
    }

    [Fact]
    public void EveryCutAndEveryWrongByteIsReadOrRefused()
    {
        using var memory = new MemoryStream();
        Sample().WriteTo(memory);
        byte[] whole = memory.ToArray();
        var random = new Random(7);
        for (int round = 0; round < 3000; round++)
        {
            byte[] bytes = round % 2 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            if (round % 2 == 1) bytes[random.Next(whole.Length)] ^= (byte)random.Next(1, 256);
            try
            {
                using var model = new ZipModelArchive(new MemorySource(bytes), "m.keras");
                foreach (string member in model.Members) model.ReadBytes(member);
            }
            catch (ModelFormatException)
            {
            }
        }
    }

    [Fact]
    public void LinksInAFolderAreNotFollowed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making links takes special rights on Windows.");
        using var folder = new TemporaryFolder();
        string secret = folder.Write("secret.txt", "secret");
        Directory.CreateDirectory(folder.At("model"));
        File.CreateSymbolicLink(folder.At("model/config.json"), secret);
        using ModelArchive model = ModelArchive.Open(folder.At("model"));
        Assert.Contains("link", Assert.Throws<ModelFormatException>(() => model.ReadText(ModelArchive.Config)).Message);
        Directory.CreateSymbolicLink(folder.At("model/assets"), folder.Path);
        Assert.Throws<ModelFormatException>(() => ModelArchive.Open(folder.At("model")));
    }

    private static ModelArchiveWriter Sample()
    {
        var weights = new Hdf5Builder();
        weights.Root.AddDataset("w", Tensor.From([1f, 2f]));
        var writer = new ModelArchiveWriter();
        writer.Add(ModelArchive.Metadata, "{}");
        writer.Add(ModelArchive.Config, "{\"a\": \"ä\"}");
        writer.Add(ModelArchive.Hdf5Weights, weights);
        writer.Add("assets/layers/lookup/vocabulary.txt", "red\ngreen\n");
        return writer;
    }

    private static byte[] Zip(Action<ZipArchive> fill)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true)) fill(zip);
        return memory.ToArray();
    }

    private static void Put(ZipArchive zip, string name, string text, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using Stream stream = zip.CreateEntry(name, level).Open();
        stream.Write(Encoding.UTF8.GetBytes(text));
    }

    private static void Refused(Action<ZipArchive> fill, string reason) => Refused(Zip(fill), reason);

    private static void Refused(byte[] bytes, string reason) =>
        Assert.Contains(reason, Assert.Throws<ModelFormatException>(() => new ZipModelArchive(new MemorySource(bytes), "m.keras")).Message);
}
