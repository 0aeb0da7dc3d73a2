using System.Text;
using Backprop.Formats;
using Backprop.Tensors;
using Backprop.Testing;

namespace Backprop.Tests.Formats;

public sealed class SafetensorsTests
{
    private const string A = "\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}";

    [Fact]
    public void TheExampleOfTheSpecificationIsRead()
    {
        using SafetensorsFile file = Read("""{"__metadata__": {"format": "pt"}, "test": {"dtype": "I32", "shape": [2, 2], "data_offsets": [0, 16]}}""", [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 255, 255, 255, 255]);
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal(new SafetensorsEntry("test", StoredType.Int32, [2, 2], 0, 16), Assert.Single(file.Entries));
        Assert.Equal([1, 2, 3, -1], file.ReadTensor("test").ToArray<int>());
    }

    [Fact]
    public void HalfPrecisionIsWidened()
    {
        using SafetensorsFile file = Read("""{"h": {"dtype": "F16", "shape": [2], "data_offsets": [0, 4]}, "b": {"dtype": "BF16", "shape": [2], "data_offsets": [4, 8]}, "u": {"dtype": "U8", "shape": [1], "data_offsets": [8, 9]}}""", [0, 0x3c, 0, 0xc0, 0x80, 0x3f, 0, 0xc0, 200]);
        Assert.Equal([1f, -2f], file.ReadTensor("h").ToArray<float>());
        Assert.Equal([1f, -2f], file.ReadTensor("b").ToArray<float>());
        Assert.Equal([200], file.ReadTensor("u").ToArray<int>());
    }

    [Fact]
    public void RandomTensorsComeBackBitForBit()
    {
        var random = new Random(8);
        OrderedDictionary<string, Tensor> tensors = [];
        for (int i = 0; i < 40; i++) tensors.Add($"layers/ä {i}", RandomTree.Numbers(random));
        using var folder = new TemporaryFolder();
        string path = folder.At("a.safetensors");
        SafetensorsFile.Save(path, tensors, new Dictionary<string, string> { ["format"] = "pt" });
        Assert.Equal(0, BitConverter.ToInt64(File.ReadAllBytes(path)) % 8);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Assert.Equal(tensors.Keys, file.Entries.Select(entry => entry.Name));
        foreach ((string name, Tensor tensor) in tensors)
        {
            Tensor read = file.ReadTensor(name);
            Assert.Equal(tensor.Type, read.Type);
            Assert.Equal(StoredNumbers.Encode(tensor), StoredNumbers.Encode(read));
        }
    }

    [Theory]
    [InlineData("{" + A + "}", 3, "overlap")]
    [InlineData("{" + A + "}", 5, "take 4 bytes and 5")]
    [InlineData("{" + A + ", " + A + "}", 4, "not valid JSON")]
    [InlineData("{" + A + ", \"b\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}}", 4, "b: its numbers overlap")]
    [InlineData("{" + A + ", \"b\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [8, 12]}}", 12, "b: its numbers overlap with others, leave a hole")]
    [InlineData("{\"b\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [4, 0]}}", 4, "b: its data_offsets")]
    [InlineData("{\"b\": {\"dtype\": \"F32\", \"shape\": [2147483647, 2147483647, 2147483647, 4], \"data_offsets\": [0, 4]}}", 4, "b: its data_offsets")]
    [InlineData("{\"b\": {\"dtype\": \"F32\", \"shape\": [-1], \"data_offsets\": [0, 4]}}", 4, "whole number")]
    [InlineData("{\"b\": {\"dtype\": \"F8_E4M3\", \"shape\": [4], \"data_offsets\": [0, 4]}}", 4, "F8_E4M3")]
    [InlineData("{\"b\": {\"dtype\": \"F32\", \"shape\": [1]}}", 4, "two data_offsets were expected")]
    [InlineData("{\"__metadata__\": {\"a\": 1}}", 0, "must be a text")]
    [InlineData("[]", 0, "no JSON object")]
    [InlineData("{{{{", 0, "not valid JSON")]
    [InlineData("[[[[[[[[[[[[[[", 0, "not valid JSON")]
    public void WhatIsWrongIsNamed(string header, int bytes, string reason) =>
        Assert.Contains(reason, Assert.Throws<ModelFormatException>(() => Read(header, new byte[bytes])).Message);

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 123, 125 })]
    [InlineData(new byte[] { 255, 255, 255, 7, 0, 0, 0, 0, 123, 125 })]
    public void AHeaderThatIsNotThereIsRefused(byte[] bytes) => Assert.Contains("not a .safetensors", Assert.Throws<ModelFormatException>(() => SafetensorsFile.Read(bytes, "a")).Message);

    [Fact]
    public void EveryCutAndEveryWrongByteIsReadOrRefused()
    {
        using var memory = new MemoryStream();
        SafetensorsFile.Write(memory, [KeyValuePair.Create("a", Tensor.From([1f, 2f])), KeyValuePair.Create("b", Tensor.Scalar(1L))], new Dictionary<string, string> { ["k"] = "v" });
        byte[] whole = memory.ToArray();
        var random = new Random(9);
        for (int round = 0; round < 4000; round++)
        {
            byte[] bytes = round % 2 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            if (round % 2 == 1) bytes[random.Next(whole.Length)] ^= (byte)random.Next(1, 256);
            try
            {
                using SafetensorsFile file = SafetensorsFile.Read(bytes, "a.safetensors");
                foreach (SafetensorsEntry entry in file.Entries) file.ReadTensor(entry.Name);
            }
            catch (ModelFormatException)
            {
            }
        }
    }

    private static SafetensorsFile Read(string header, byte[] numbers)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        return SafetensorsFile.Read((byte[])[.. BitConverter.GetBytes((long)text.Length), .. text, .. numbers], "a.safetensors");
    }
}
