using System.Buffers.Binary;
using Backprop.Data;
using Backprop.Tensors;
using Microsoft.Data.Analysis;

namespace Backprop.Apps.Tests.Data;

/// <summary>The bundled data are what their sources say; images, frames and splits keep every row.</summary>
public sealed class DatasetTests
{
    [Fact]
    public void Iris_has_fifty_flowers_of_each_species()
    {
        TabularData iris = Datasets.Iris().ToFeaturesAndTarget("species");
        Assert.Equal(new Shape().Insert(0, 4).Insert(0, 150), iris.Features.Shape);
        Assert.Equal(TaskKind.MultiClass, iris.Kind);
        Assert.All(iris.Labels.GroupBy(label => label), species => Assert.Equal(50, species.Count()));
        // Fisher's means of the sepal length: 5.006, 5.936, 6.588.
        Assert.Equal(5.8433, iris.Features.ToArray<double>().Where((_, i) => i % 4 == 0).Average(), 1e-4);
    }

    [Fact]
    public void Breast_cancer_has_212_malignant_and_357_benign_rows()
    {
        TabularData data = Datasets.BreastCancer().ToFeaturesAndTarget("diagnosis");
        Assert.Equal((569, 30), (data.Features.Shape[0], data.Features.Shape[1]));
        Assert.Equal(["benign", "malignant"], data.ClassNames);
        Assert.Equal(212, data.Labels.Sum());
    }

    [Fact]
    public void The_seeds_tables_are_regressions_and_a_classification()
    {
        Assert.Equal(TaskKind.Regression, Datasets.Table("salary").ToFeaturesAndTarget("lpa").Kind);
        Assert.Equal([8f, 8, 7, 9, 6, 10, 5, 15], Datasets.Table("salary-day8").ToFeaturesAndTarget("lpa").Features.ToArray<float>());
        Assert.Equal(TaskKind.Binary, Datasets.Table("placement").ToFeaturesAndTarget("placed").Kind);
    }

    [Fact]
    public void A_data_frame_becomes_features_and_target()
    {
        var frame = new DataFrame(new DoubleDataFrameColumn("a", [1.0, 2.0]), new Int32DataFrameColumn("y", [3, 4]));
        (Tensor x, Tensor y) = frame.ToFeaturesAndTarget("y", DType.Float64);
        Assert.Equal([1.0, 2.0], x.ToArray<double>());
        Assert.Equal([3.0, 4.0], y.ToArray<double>());
        frame.Columns["a"][1] = null;
        Assert.Contains("row 2", Assert.Throws<DataFormatException>(() => frame.ToTensor("a")).Message);
    }

    [Fact]
    public void Idx_files_are_read_and_damaged_ones_named()
    {
        string path = Path.GetTempFileName();
        try
        {
            byte[] file = [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 0, 51, 102, 255];
            File.WriteAllBytes(path, file);
            Assert.Equal([0f, 0.2f, 0.4f, 1f], Idx.ReadImages(path).ToArray<float>());
            File.WriteAllBytes(path, file[..^1]);
            Assert.Throws<DataFormatException>(() => Idx.Read(path));
            File.WriteAllBytes(path, [.. file, 1]);
            Assert.Throws<DataFormatException>(() => Idx.Read(path));
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4), int.MaxValue);
            File.WriteAllBytes(path, file);
            Assert.Throws<DataFormatException>(() => Idx.Read(path));
            File.WriteAllText(path, "hello");
            Assert.Contains("not an IDX file", Assert.Throws<DataFormatException>(() => Idx.Read(path)).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Splits_keep_every_row_once_and_the_proportions_of_the_classes()
    {
        int[] labels = [.. Enumerable.Range(0, 100).Select(i => i < 20 ? 1 : 0)];
        (int[] train, int[] test) = Splits.TrainTest(100, 0.25, seed: 3, labels);
        Assert.Equal(Enumerable.Range(0, 100), train.Concat(test).Order());
        Assert.Equal(5, test.Count(row => labels[row] == 1));
        Assert.Equal(train, Splits.TrainTest(100, 0.25, seed: 3, labels).Train);
        IReadOnlyList<(int[] Train, int[] Test)> folds = Splits.Folds(100, 7, seed: 1, labels);
        Assert.Equal(Enumerable.Range(0, 100), folds.SelectMany(fold => fold.Test).Order());
        Assert.All(folds, fold => Assert.InRange(fold.Test.Count(row => labels[row] == 1), 2, 3));
    }
}
