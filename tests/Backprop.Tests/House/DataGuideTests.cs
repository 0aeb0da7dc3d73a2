using Backprop.Data;
using Backprop.Layers;
using Backprop.Training;

namespace Backprop.Tests.House;

/// <summary>The programs of docs/data.md.</summary>
public sealed class DataGuideTests() : DocumentPrograms("docs/data.md")
{
    [Fact]
    public void ATable()
    {
        StringWriter Console = Printed;

        TabularData data = Csv.Parse("size,colour,price\n1,red,10\n2,blue,20\n3,red,30\n").ToFeaturesAndTarget("price");
        Console.WriteLine($"{string.Join(", ", data.FeatureNames)} -> {data.TargetName}, {data.Kind}");
        Console.WriteLine(data.Features.Shape);

        MustStandInDocument();
    }

    [Fact]
    public void AStream()
    {
        StringWriter Console = Printed;

        IEnumerable<Batch> Readings(int batches)
        {
            for (int i = 0; i < batches; i++)
            {
                float at = i % 10;
                yield return new Batch(new float[,] { { at, 1 }, { at, 2 } }, new float[,] { { at + 1 }, { at + 2 } });
            }
        }

        var model = new Sequential { new Dense(1, inputDim: 2) };
        model.Compile("sgd", loss: "mse");
        History history = model.Fit(Readings(1000), epochs: 2, stepsPerEpoch: 500, verbose: 0);
        Console.WriteLine(history.Epochs.Count);

        MustStandInDocument();
    }
}
