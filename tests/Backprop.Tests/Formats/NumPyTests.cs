using System.Text;
using Backprop.Formats;
using Backprop.Tensors;
using Backprop.Testing;

namespace Backprop.Tests.Formats;

/// <summary>.npy and .npz, with NumPy as the witness where it is installed.</summary>
public sealed class NumPyTests
{
    private const string WriteAll = """
        import numpy as np, sys, os
        from numpy.lib import format
        folder = sys.argv[1]
        values = np.array([[0, 1, 2], [3, 100, 7]])
        for kind in "?,i1,u1,<i2,>i2,<u2,<i4,>i4,<u4,<i8,>i8,<u8,<f2,>f2,<f4,>f4,<f8,>f8".split(","):
            for order in "CF":
                array = np.asarray(values.astype(kind), order=order)
                np.save(os.path.join(folder, f"{kind}{order}.npy".replace("<", "l").replace(">", "b").replace("?", "t")), array)
        for version in (1, 2, 3):
            with open(os.path.join(folder, f"v{version}.npy"), "wb") as f:
                format.write_array(f, values.astype("f4"), version=(version, 0))
        np.save(os.path.join(folder, "o.npy"), np.array([{}, None]), allow_pickle=True)
        np.save(os.path.join(folder, "u.npy"), np.array(["a"]))
        np.save(os.path.join(folder, "r.npy"), np.zeros(2, [("a", "f4"), ("b", "i4")]))
        np.savez(os.path.join(folder, "s.npz"), **{"a/b:0": values.astype("f4"), "c": np.float64(2)})
        np.savez_compressed(os.path.join(folder, "z.npz"), a=values.astype("f4"), big=np.zeros((300, 300)))
        """;

    [Fact]
    public void WhatNumPyWritesIsRead()
    {
        H5pyWitness.Require();
        using var folder = new TemporaryFolder();
        H5pyWitness.Run("-c", WriteAll, folder.Path);
        int count = 0;
        foreach (string path in Directory.EnumerateFiles(folder.Path, "*.npy").Where(path => Path.GetFileNameWithoutExtension(path) is not ("o" or "u" or "r")))
        {
            Tensor tensor = NpyFile.Load(path);
            Assert.Equal<Shape>([2, 3], tensor.Shape);
            double[] expected = tensor.DType == DType.Bool ? [0, 1, 1, 1, 1, 1] : [0, 1, 2, 3, 100, 7];
            Assert.Equal(expected, tensor.ToArray<double>());
            count++;
        }

        Assert.Equal(39, count);
        Assert.Contains("pickled", Assert.Throws<ModelFormatException>(() => NpyFile.Load(folder.At("o.npy"))).Message);
        Assert.Contains("text", Assert.Throws<ModelFormatException>(() => NpyFile.Load(folder.At("u.npy"))).Message);
        Assert.Contains("records", Assert.Throws<ModelFormatException>(() => NpyFile.Load(folder.At("r.npy"))).Message);
        Assert.Equal(["a/b:0", "c"], NpzFile.Load(folder.At("s.npz")).Keys);
        Assert.Equal<Shape>([300, 300], NpzFile.Load(folder.At("z.npz"))["big"].Shape);
    }

    [Fact]
    public void NumPyReadsWhatWeWriteAndWritesTheSameBytes()
    {
        H5pyWitness.Require();
        using var folder = new TemporaryFolder();
        var random = new Random(3);
        for (int i = 0; i < 30; i++) NpyFile.Save(folder.At($"{i}.npy"), RandomTree.Numbers(random));
        Dictionary<string, Tensor> arrays = new() { ["b"] = Tensor.From([1f, 2f]), ["a/x:0"] = Tensor.Scalar(3L) };
        NpzFile.Save(folder.At("s.npz"), arrays);
        NpzFile.Save(folder.At("z.npz"), arrays, compress: true);
        string found = H5pyWitness.Run(
            "-c",
            """
            import numpy as np, io, sys, os
            for i in range(30):
                path = os.path.join(sys.argv[1], f"{i}.npy")
                again = io.BytesIO()
                np.save(again, np.load(path))
                assert again.getvalue() == open(path, "rb").read(), i
            for name in ("s.npz", "z.npz"):
                arrays = np.load(os.path.join(sys.argv[1], name))
                print(list(arrays), arrays["b"].tolist(), arrays["b"].dtype, arrays["a/x:0"].tolist(), arrays["a/x:0"].dtype)
            """,
            folder.Path);
        const string Line = "['b', 'a/x:0'] [1.0, 2.0] float32 3 int64\n";
        Assert.Equal(Line + Line, found.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void RandomArraysComeBackBitForBit()
    {
        var random = new Random(4);
        OrderedDictionary<string, Tensor> arrays = [];
        for (int i = 0; i < 40; i++) arrays.Add($"array {i}", RandomTree.Numbers(random));
        foreach (bool compress in new[] { false, true })
        {
            using var memory = new MemoryStream();
            NpzFile.Write(memory, arrays, compress);
            IReadOnlyDictionary<string, Tensor> read = NpzFile.Read(memory.ToArray(), "a.npz");
            Assert.Equal(arrays.Keys, read.Keys);
            foreach ((string name, Tensor tensor) in arrays)
            {
                Assert.Equal(tensor.Type, read[name].Type);
                Assert.Equal(StoredNumbers.Encode(tensor), StoredNumbers.Encode(read[name]));
            }
        }
    }

    [Fact]
    public void BrainFloatsAreReadAsFloat32() =>
        Assert.Equal([1f, -2f], NpyFile.Read(Npy("'<V2'", "False", "(2,)", [0x80, 0x3f, 0x00, 0xc0]), "b.npy").ToArray<float>());

    [Theory]
    [InlineData("'<f4'", "False", "(2,)", 4, "declares (2,)")]
    [InlineData("'<f4'", "False", "(1,)", 8, "declares (1,)")]
    [InlineData("'<f4'", "False", "(2000000000,2000000000,2000000000)", 4, "declares")]
    [InlineData("'<f4'", "False", "(-1,)", 4, "cannot be read")]
    [InlineData("'<f4'", "Maybe", "(1,)", 4, "cannot be read")]
    [InlineData("'<f4'", "False", "(99999999999,)", 4, "cannot be read")]
    [InlineData("'|O'", "False", "(1,)", 4, "pickled")]
    [InlineData("'<c8'", "False", "(1,)", 8, "complex")]
    [InlineData("'<f16'", "False", "(1,)", 16, "type <f16")]
    [InlineData("[('a', '<f4')]", "False", "(1,)", 4, "records")]
    public void WhatIsWrongIsNamed(string descr, string order, string shape, int bytes, string reason) =>
        Assert.Contains(reason, Assert.Throws<ModelFormatException>(() => NpyFile.Read(Npy(descr, order, shape, new byte[bytes]), "a.npy")).Message);

    [Fact]
    public void EveryCutAndEveryWrongByteIsReadOrRefused()
    {
        byte[] npy = Npy("'>f4'", "True", "(2, 3)", new byte[24]);
        using var memory = new MemoryStream();
        NpzFile.Write(memory, [KeyValuePair.Create("a", Tensor.From([1f, 2f])), KeyValuePair.Create("b", Tensor.Scalar(1L))], compress: true);
        var random = new Random(5);
        for (int round = 0; round < 4000; round++)
        {
            byte[] whole = round % 2 == 0 ? npy : memory.ToArray();
            byte[] bytes = round % 4 < 2 ? whole[..random.Next(whole.Length)] : [.. whole];
            if (round % 4 >= 2) bytes[random.Next(whole.Length)] ^= (byte)random.Next(1, 256);
            try
            {
                if (round % 2 == 0) NpyFile.Read(bytes, "a.npy");
                else NpzFile.Read(bytes, "a.npz");
            }
            catch (ModelFormatException)
            {
            }
        }
    }

    private static byte[] Npy(string descr, string order, string shape, byte[] data)
    {
        byte[] header = Encoding.Latin1.GetBytes($"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. header, .. data];
    }
}
