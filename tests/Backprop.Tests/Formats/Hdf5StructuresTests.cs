using Backprop.Formats;
using Backprop.Testing;

namespace Backprop.Tests.Formats;

/// <summary>Every structure that h5py can write and our reader knows, old and new, beside what h5py finds.</summary>
public sealed class Hdf5StructuresTests
{
    [Fact]
    [Trait("tier", "slow")]
    public void EveryStructureIsReadAsH5pyReadsIt()
    {
        H5pyWitness.Require();
        using var folder = new TemporaryFolder();
        H5pyWitness.Run(Repository.At("tests/Backprop.Tests/Formats/structures.py"), folder.Path);
        string[] paths = [.. Directory.EnumerateFiles(folder.Path).Order()];
        Assert.Equal(10, paths.Length);
        string[] expected = H5pyWitness.Describe(paths);
        for (int i = 0; i < paths.Length; i++)
        {
            using Hdf5File file = Hdf5File.Open(paths[i]);
            string[] h5py = expected[i].Split('\n');
            string[] ours = H5pyWitness.Describe(file).Split('\n');
            // One line at a time, because some lines are long.
            foreach ((string First, string Second) line in h5py.Zip(ours)) Assert.Equal(line.First, line.Second);
            Assert.Equal(h5py.Length, ours.Length);
        }
    }
}
