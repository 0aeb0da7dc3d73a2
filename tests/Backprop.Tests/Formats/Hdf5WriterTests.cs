using System.Globalization;
using Backprop.Formats;
using Backprop.Tensors;
using Backprop.Testing;

namespace Backprop.Tests.Formats;

/// <summary>What we write, read again by us and by h5py.</summary>
public sealed class Hdf5WriterTests
{
    [Fact]
    public void H5pyFindsInRandomFilesWhatWeFind()
    {
        H5pyWitness.Require();
        using var folder = new TemporaryFolder();
        List<string> paths = [];
        for (int seed = 0; seed < 60; seed++)
        {
            paths.Add(folder.At($"{seed}.h5"));
            File.WriteAllBytes(paths[^1], RandomTree.Make(seed).ToArray());
        }

        string[] expected = H5pyWitness.Describe(paths);
        for (int i = 0; i < paths.Count; i++)
        {
            using Hdf5File file = Hdf5File.Open(paths[i]);
            Assert.Equal(expected[i], H5pyWitness.Describe(file));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(9000)]
    public void AGroupHoldsAnyNumberOfEntries(int count)
    {
        var builder = new Hdf5Builder();
        Hdf5GroupBuilder many = builder.Root.Group("many");
        for (int i = 0; i < count; i++) many.AddDataset(i.ToString(CultureInfo.InvariantCulture), Tensor.Scalar(i));
        byte[] bytes = builder.ToArray();
        using Hdf5File file = Hdf5File.Read(bytes, "many.h5");
        Hdf5Group read = file.Root.Group("many");
        Assert.Equal(Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture)).Order(StringComparer.Ordinal), read.Names);
        for (int i = 0; i < count; i++) Assert.Equal(i, read.Dataset(i.ToString(CultureInfo.InvariantCulture)).ReadTensor().GetDouble());

        if (!H5pyWitness.IsPresent) return;
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.At("many.h5"), bytes);
        // By name, which makes HDF5 search its tree, and in order.
        string found = H5pyWitness.Run("-c", "import h5py,sys; g=h5py.File(sys.argv[1])['many']; n=int(sys.argv[2]); print(len(g), all(g[str(i)][()]==i for i in range(n)), list(g)==sorted(map(str,range(n))))", folder.At("many.h5"), $"{count}");
        Assert.Equal($"{count} True True", found.Trim());
    }

    [Fact]
    public void H5pyCanAddToWhatWeWrote()
    {
        H5pyWitness.Require();
        using var folder = new TemporaryFolder();
        string path = folder.At("grown.h5");
        var builder = new Hdf5Builder();
        for (int i = 0; i < 20; i++) builder.Root.AddDataset($"layers/dense_{i}/vars/0", Tensor.From([1f, i]));
        File.WriteAllBytes(path, builder.ToArray());
        H5pyWitness.Run("-c", "import h5py,sys\nwith h5py.File(sys.argv[1],'r+') as f:\n for i in range(40): f['layers/new%d'%i]=i; f['layers'].attrs['a%d'%i]='t'*i\n del f['layers/dense_3']", path);
        using Hdf5File file = Hdf5File.Open(path);
        Assert.Equal(59, file.Root.Group("layers").Names.Count);
        Assert.Equal(40, file.Root.Group("layers").Attributes.Count);
        Assert.Equal(17, file.Root.Group("layers").Dataset("new17").ReadTensor().GetDouble());
    }

    [Fact]
    public void TheSameContentGivesTheSameBytes() => Assert.Equal(RandomTree.Make(5).ToArray(), RandomTree.Make(5).ToArray());

    [Fact]
    public void ReadingWhatWasWrittenGivesTheSameNumbersAndTexts()
    {
        var builder = new Hdf5Builder();
        Tensor numbers = Tensor.From([float.NaN, -0f, float.Epsilon, float.PositiveInfinity], [2, 2]);
        Hdf5DatasetBuilder dataset = builder.Root.AddDataset("a/b/c", numbers);
        dataset.SetAttribute("unit", "µm");
        dataset.SetAttribute("names", ["one", "", "three"]);
        dataset.SetAttribute("scale", Tensor.Scalar(0.1));
        builder.Root.AddDataset("words", ["x", "", new string('y', 10_000)]);
        using Hdf5File file = Hdf5File.Read(builder.ToArray(), "a.h5");
        Hdf5Dataset read = file.Root.Group("a").Group("b").Dataset("c");
        Assert.Equal(StoredNumbers.Encode(numbers), StoredNumbers.Encode(read.ReadTensor()));
        Assert.Equal(numbers.Shape, read.Shape);
        Assert.Equal("µm", read.Attributes["unit"].ReadString());
        Assert.Equal(["one", "", "three"], read.Attributes["names"].ReadStrings());
        Assert.Equal(0.1, read.Attributes["scale"].ReadTensor().GetDouble());
        Assert.Equal(["x", "", new string('y', 10_000)], file.Root.Dataset("words").ReadStrings());
    }

    [Fact]
    public void WrongUseIsExplained()
    {
        var builder = new Hdf5Builder();
        builder.Root.AddDataset("a", Tensor.Scalar(1f));
        Assert.Contains("already", Assert.Throws<ArgumentException>(() => builder.Root.AddDataset("a", Tensor.Scalar(1f))).Message);
        Assert.Contains("is a dataset", Assert.Throws<ArgumentException>(() => builder.Root.Group("a/b")).Message);
        Assert.Contains("no path", Assert.Throws<ArgumentException>(() => builder.Root.Group("a/../b")).Message);
        using Hdf5File file = Hdf5File.Read(builder.ToArray(), "model.h5");
        Assert.Equal("model.h5, /: the group layers is missing; there is a.", Assert.Throws<ModelFormatException>(() => file.Root.Group("layers")).Message);
        Assert.Equal("model.h5, /a: a group was expected here.", Assert.Throws<ModelFormatException>(() => file.Root.Group("a")).Message);
    }
}
