using System.Runtime.InteropServices;
using Backprop.Formats;
using Backprop.Tensors;
using Backprop.Testing;
using PureHDF;

namespace Backprop.Tests.Formats;

/// <summary>PureHDF, a reader and writer of HDF5 by strangers, as the second witness: both find the same in a file.</summary>
public sealed class PureHdfTests
{
    [Fact]
    public void PureHdfFindsInOurFilesWhatWeFind()
    {
        int compared = 0;
        for (int seed = 100; seed < 140; seed++)
        {
            byte[] bytes = RandomTree.Make(seed).ToArray();
            using Hdf5File ours = Hdf5File.Read(bytes, "ours.h5");
            using PureHDF.VOL.Native.NativeFile theirs = H5File.Open(new MemoryStream(bytes));
            Assert.Equal(ours.Root.Names.Order(StringComparer.Ordinal), theirs.Children().Select(child => child.Name).Order(StringComparer.Ordinal));
            foreach (Hdf5Dataset dataset in ours.Root.AllDatasets())
            {
                IH5Dataset other = theirs.Dataset(dataset.Path);
                Assert.Equal(dataset.Shape.Select(length => (ulong)length), other.Space.Dimensions);
                if (dataset.Shape.Size == 0) continue;
                if (dataset.IsText) Assert.Equal(dataset.ReadStrings(), other.Read<string[]>().Select(text => text ?? ""));
                else Assert.Equal(StoredNumbers.Encode(dataset.ReadTensor()), Bytes(other, dataset.Number!.Value));
                compared++;
                foreach (Hdf5Attribute attribute in dataset.Attributes.Values.Where(attribute => attribute.IsText && attribute.Shape.Rank == 0))
                {
                    Assert.Equal(attribute.ReadString(), other.Attribute(attribute.Name).Read<string>() ?? "");
                }
            }
        }

        Assert.True(compared > 300);
    }

    [Fact]
    public void WeFindInTheirFilesWhatTheyWrote()
    {
        using var folder = new TemporaryFolder();
        string path = folder.At("theirs.h5");
        float[] numbers = [1, 2, 3, 4, 5, 6];
        var file = new H5File
        {
            ["layers"] = new H5Group
            {
                ["kernel"] = new H5Dataset(numbers, fileDims: [2, 3]) { Attributes = new() { ["unit"] = "µm" } },
                ["steps"] = new long[] { 7, -8 },
                ["chunked"] = new H5Dataset(numbers, chunks: [2], fileDims: [6]),
            },
        };
        file.Write(path);
        using Hdf5File read = Hdf5File.Open(path);
        Hdf5Dataset kernel = read.Root.Group("layers").Dataset("kernel");
        Assert.Equal<Shape>([2, 3], kernel.Shape);
        Assert.Equal(numbers, kernel.ReadTensor().ToArray<float>());
        Assert.Equal("µm", kernel.Attributes["unit"].ReadString());
        Assert.Equal([7L, -8L], read.Root.Group("layers").Dataset("steps").ReadTensor().ToArray<long>());
        Assert.Equal(numbers, read.Root.Group("layers").Dataset("chunked").ReadTensor().ToArray<float>());
    }

    private static byte[] Bytes(IH5Dataset dataset, StoredType type) => type switch
    {
        StoredType.Float32 => MemoryMarshal.AsBytes<float>(dataset.Space.Rank == 0 ? [dataset.Read<float>()] : dataset.Read<float[]>()).ToArray(),
        StoredType.Float64 => MemoryMarshal.AsBytes<double>(dataset.Space.Rank == 0 ? [dataset.Read<double>()] : dataset.Read<double[]>()).ToArray(),
        StoredType.Int32 => MemoryMarshal.AsBytes<int>(dataset.Space.Rank == 0 ? [dataset.Read<int>()] : dataset.Read<int[]>()).ToArray(),
        StoredType.Int64 => MemoryMarshal.AsBytes<long>(dataset.Space.Rank == 0 ? [dataset.Read<long>()] : dataset.Read<long[]>()).ToArray(),
        _ => dataset.Space.Rank == 0 ? [dataset.Read<byte>()] : dataset.Read<byte[]>(),
    };
}
