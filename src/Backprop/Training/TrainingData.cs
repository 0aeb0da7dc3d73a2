using Backprop.Tensors;

namespace Backprop.Training;

/// <summary>Samples in the number types of a model: converted once, then read in place.</summary>
internal sealed class TrainingData
{
    public TrainingData(IReadOnlyList<Tensor> x, IReadOnlyList<Tensor> y, IReadOnlyList<Tensor> weights)
    {
        (X, Y, Weights) = (x, y, weights);
        Count = x[0].Shape[0];
    }

    /// <summary>The number of samples.</summary>
    public int Count { get; }

    public IReadOnlyList<Tensor> X { get; }

    public IReadOnlyList<Tensor> Y { get; }

    /// <summary>No tensor, or one for each output.</summary>
    public IReadOnlyList<Tensor> Weights { get; }

    /// <summary>All tensors in the order in which a step's placeholders stand.</summary>
    public IEnumerable<Tensor> All => [.. X, .. Y, .. Weights];

    /// <summary>Some of the samples, in place.</summary>
    public TrainingData Slice(Range rows) => new(Rows(X, rows), Rows(Y, rows), Rows(Weights, rows));

    private static IReadOnlyList<Tensor> Rows(IReadOnlyList<Tensor> tensors, Range rows) => [.. tensors.Select(tensor => tensor[rows])];
}
