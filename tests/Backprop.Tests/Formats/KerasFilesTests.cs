using Backprop.Formats;
using Backprop.Testing;

namespace Backprop.Tests.Formats;

/// <summary>Files that the real Keras wrote, and files that a careful reader refuses (tests/fixtures/keras-cases/files and refused).</summary>
public sealed class KerasFilesTests
{
    private static string Files => Repository.At("tests/fixtures/keras-cases/files");

    private static string Refused => Repository.At("tests/fixtures/keras-cases/refused");

    [Fact]
    public void EveryHdf5FileHoldsWhatH5pyFindsInIt()
    {
        H5pyWitness.Require();
        using var folder = new TemporaryFolder();
        List<string> paths = [.. Directory.EnumerateFiles(Files, "*.h5", SearchOption.AllDirectories).Order()];
        foreach (string archive in Directory.EnumerateFiles(Files, "*.keras").Order())
        {
            using ModelArchive model = ModelArchive.Open(archive);
            string path = folder.At(Path.GetFileName(archive) + ".h5");
            File.WriteAllBytes(path, model.ReadBytes(ModelArchive.Hdf5Weights).Span);
            paths.Add(path);
        }

        string[] expected = H5pyWitness.Describe(paths);
        Assert.Equal(paths.Count, expected.Length);
        for (int i = 0; i < paths.Count; i++)
        {
            using Hdf5File file = Hdf5File.Open(paths[i]);
            Assert.True(expected[i] == H5pyWitness.Describe(file), $"{paths[i]}\nh5py\n{expected[i]}\nours\n{H5pyWitness.Describe(file)}");
        }
    }

    [Fact]
    public void EveryArchiveAndTheFolderHaveTheMembersOfKeras()
    {
        foreach (string path in Directory.EnumerateFiles(Files, "*.keras").Append(Path.Combine(Files, "folder")))
        {
            using ModelArchive model = ModelArchive.Open(path);
            Assert.Contains("keras_version", model.ReadText(ModelArchive.Metadata));
            Assert.StartsWith("{\"module\": \"keras", model.ReadText(ModelArchive.Config));
            using Hdf5File weights = model.OpenHdf5(ModelArchive.Hdf5Weights);
            Assert.NotEmpty(weights.Root.AllDatasets());
            Assert.Empty(model.Ignored);
        }
    }

    [Fact]
    public void TheTrainedModelHasItsKernel()
    {
        using ModelArchive model = ModelArchive.Open(Path.Combine(Files, "trained.keras"));
        Assert.Equal([ModelArchive.Metadata, ModelArchive.Config, ModelArchive.Hdf5Weights], model.Members);
        using Hdf5File weights = model.OpenHdf5(ModelArchive.Hdf5Weights);
        var kernel = Assert.IsType<Hdf5Dataset>(weights.Root.Find("layers/dense/vars/0"));
        Assert.Equal("/layers/dense/vars/0", kernel.Path);
        Assert.Equal("float32 (4, 5)", kernel.Description);
        Assert.Equal("sequential", weights.Root.Group("vars").Attributes["name"].ReadString());
    }

    [Theory]
    [InlineData("empty.keras", "empty")]
    [InlineData("text.keras", "not a .keras file")]
    [InlineData("truncated.keras", "cut off")]
    [InlineData("traversal.keras", "climb out")]
    [InlineData("absolute.keras", "absolute")]
    [InlineData("zip-bomb.keras", "more than is accepted")]
    [InlineData("no-weights.keras", "model.weights.h5: this member is missing")]
    [InlineData("external-link.keras", "/layers/dense/vars/0: it is an external link")]
    [InlineData("external-storage.keras", "/layers/dense/vars/0: its numbers are stored in another file")]
    [InlineData("soft-link.keras", "/layers/dense/vars/0: it is a soft link")]
    [InlineData("hard-link-loop.keras", "/layers/dense/again: it is the same group as /layers")]
    [InlineData("virtual-dataset.keras", "/layers/dense/vars/0: it is a virtual dataset")]
    [InlineData("declared-huge.keras", "/layers/dense/vars/0: it declares")]
    [InlineData("truncated.weights.h5", "cut off")]
    [InlineData("flipped-superblock.weights.h5", "not an HDF5 file")]
    [InlineData("wrong-superblock-version.weights.h5", "superblock version 77")]
    public void DangerousFilesAreRefusedByName(string name, string reason)
    {
        string path = Path.Combine(Refused, name);
        var refusal = Assert.Throws<ModelFormatException>(() =>
        {
            if (name.EndsWith(".h5", StringComparison.Ordinal))
            {
                using Hdf5File opened = Hdf5File.Open(path);
                return;
            }

            using ModelArchive model = ModelArchive.Open(path);
            model.ReadText(ModelArchive.Config);
            using Hdf5File weights = model.OpenHdf5(ModelArchive.Hdf5Weights);
        });
        Assert.StartsWith(name, refusal.Message);
        Assert.Contains(reason, refusal.Message);
        Assert.EndsWith(".", refusal.Message);
    }
}
