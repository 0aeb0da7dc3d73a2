using Backprop.Tensors;

namespace Backprop.Training;

/// <summary>Weights of samples from weights of classes.</summary>
internal static class SampleWeights
{
    /// <summary>For each sample the weight of its class; classes that are not named have 1.</summary>
    /// <param name="y">Class numbers, (n,) or (n, 1), or one-hot rows (n, classes).</param>
    /// <param name="classWeight">Weights by class number.</param>
    public static Tensor FromClasses(Tensor y, IReadOnlyDictionary<int, double> classWeight)
    {
        var weights = new Tensor(DType.Float64, [y.Shape[0]]);
        Span<double> numbers = weights.AsWritableSpan<double>();
        int perRow = numbers.Length == 0 ? 1 : y.Size / numbers.Length;
        if (y.Rank > 2) throw new ArgumentException($"Class weights need one class per sample; y has shape {y.Shape}.");
        for (int row = 0; row < numbers.Length; row++)
        {
            int label = perRow == 1 ? (int)Math.Round(y.At(row)) : Largest(y, row * perRow, perRow);
            numbers[row] = classWeight.TryGetValue(label, out double weight) ? weight : 1;
        }

        return weights;
    }

    private static int Largest(Tensor y, int start, int count)
    {
        int best = 0;
        for (int i = 1; i < count; i++)
        {
            if (y.At(start + i) > y.At(start + best)) best = i;
        }

        return best;
    }
}
