using Backprop.Formats;
using Backprop.Tensors;
using Backprop.Testing;

namespace Backprop.Tests.Formats;

/// <summary>What h5py can write and a model never needs is refused by name, with the path; what Keras marks as bfloat16 is read.</summary>
public sealed class Hdf5RefusalTests(Hdf5RefusalTests.Files files) : IClassFixture<Hdf5RefusalTests.Files>
{
    private static readonly (string Program, string Reason)[] Cases =
    [
        ("with new() as f: f['a/type'] = np.dtype('f4')", "/a/type: it is a committed (named) type"),
        ("with new() as f: f['t'] = np.dtype('f4'); f.create_dataset('a/d', data=np.zeros(3, 'f4'), dtype=f['t'])", "committed"),
        ("with new() as f: f.create_dataset('a/d', data=np.arange(3000), compression='lzf')", "/a/d: its chunks went through the filter lzf"),
        ("with new() as f: f.create_dataset('a/d', data=np.arange(3000), scaleoffset=0)", "/a/d: its chunks went through the filter scale-offset"),
        ("with new(libver='latest') as f: f['a/b'] = h5py.SoftLink('/x')", "/a/b: it is a soft link"),
        ("with new(libver='latest') as f: f['a/b'] = h5py.ExternalLink('/etc/passwd', '/x')", "/a/b: it is an external link"),
        ("with new(libver='latest') as f:\n for i in range(30): f['a/%d' % i] = h5py.ExternalLink('/etc/passwd', '/x')", "it is an external link"),
        ("with new() as f: f.create_group('a/b'); f['a/b/c'] = f['a']", "/a/b/c: it is the same group as /a"),
        ("with new() as f: f.create_dataset('a', shape=(1 << 20, 1 << 16), dtype='f8', chunks=(1, 1 << 10))", "/a: it declares shape (1048576, 65536)"),
        ("with new() as f: f.create_dataset('a', shape=(1 << 29,), dtype='f8')", "/a: it declares 4294967296 bytes and stores 0"),
        ("with new() as f: d = f.create_dataset('a', shape=(1 << 29,), dtype='f4', chunks=(1 << 10,)); d[0] = 1", "/a: it declares 2147483648 bytes and stores 4096"),
        ("with new() as f: f['a'] = np.zeros(2, [('x', 'f4'), ('y', 'i4')])", "/a: it holds compound values where numbers were expected"),
        ("with new() as f: f['a'] = np.zeros(2, 'c8')", "/a: it holds compound values where numbers were expected"),
        ("with new() as f: f['a'] = np.zeros(2, 'V5')", "/a: it holds opaque values where numbers were expected"),
        ("with new() as f: f['a'] = np.zeros(2, 'f16')", "/a: it holds float values where numbers were expected"),
        ("with new(userblock_size=512) as f: f['a'] = 1", "user block of 512 bytes"),
        ("with new() as f:\n g = f\n for i in range(70): g = g.create_group('g')", "nested more than 64 deep"),
    ];

    private const string Prelude = """
        import h5py, numpy as np, sys
        path = sys.argv[1]
        def new(**options): return h5py.File(path, "w", **options)

        """;

    public static TheoryData<int> CaseNumbers => [.. Enumerable.Range(0, Cases.Length)];

    [Theory]
    [MemberData(nameof(CaseNumbers))]
    public void WhatIsNotReadIsNamed(int number)
    {
        H5pyWitness.Require();
        string path = files.At(number);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var refusal = Assert.Throws<ModelFormatException>(() =>
        {
            using Hdf5File file = Hdf5File.Open(path);
            foreach (Hdf5Dataset dataset in file.Root.AllDatasets()) dataset.ReadTensor();
        });
        Assert.Contains(Cases[number].Reason, refusal.Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 20 << 20);
    }

    [Theory]
    [InlineData("V2")]
    [InlineData("u2")]
    public void NumbersThatKerasMarksAsBrainFloatsAreWidened(string storage)
    {
        H5pyWitness.Require();
        using var folder = new TemporaryFolder();
        string path = folder.At("brain.h5");
        H5pyWitness.Run("-c", Prelude + $"with new() as f: d = f.create_dataset('k', data=np.array([0x3f80, 0xc000, 0x7fc0], 'u2').view('{storage}')); d.attrs['dtype'] = 'bfloat16'", path);
        using Hdf5File file = Hdf5File.Open(path);
        Hdf5Dataset dataset = file.Root.Dataset("k");
        Assert.Equal("bfloat16 (3,)", dataset.Description);
        Assert.Equal([1f, -2f, float.NaN], dataset.ReadTensor().ToArray<float>());
    }

    [Fact]
    public void ADatasetUnderTwoNamesIsReadTwice()
    {
        H5pyWitness.Require();
        using var folder = new TemporaryFolder();
        string path = folder.At("shared.h5");
        H5pyWitness.Run("-c", Prelude + "with new() as f: f['a'] = np.float32(3); f['b'] = f['a']", path);
        using Hdf5File file = Hdf5File.Open(path);
        Assert.Equal(Tensor.Scalar(3f).GetDouble(), file.Root.Dataset("b").ReadTensor().GetDouble());
        Assert.Equal("/b", file.Root.Dataset("b").Path);
    }

    /// <summary>All cases, written by one run of Python.</summary>
    public sealed class Files : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Files()
        {
            if (!H5pyWitness.IsPresent) return;
            const string WriteAll = Prelude + "for i, program in enumerate(sys.argv[2:]):\n    path = sys.argv[1] + '/%d.h5' % i\n    exec(program)\n";
            H5pyWitness.Run(["-c", WriteAll, _folder.Path, .. Cases.Select(entry => entry.Program)]);
        }

        public string At(int number) => _folder.At($"{number}.h5");

        public void Dispose() => _folder.Dispose();
    }
}
