using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Training;

/// <summary>Refuses data that cannot be learned from, saying where the trouble is.</summary>
internal static class DataChecks
{
    /// <summary>One axis of samples, equally long everywhere, and at least one sample.</summary>
    public static void SameCount(IReadOnlyList<Tensor> x, IReadOnlyList<Tensor> y, IReadOnlyList<Tensor> weights)
    {
        if (x.Count == 0) throw new ArgumentException("There is no input data.");
        Check(x, "x");
        Check(y, "y");
        Check(weights, "sampleWeight");
        if (x[0].Shape[0] == 0) throw new ArgumentException("There are no samples: the first axis of x has length 0.");

        void Check(IReadOnlyList<Tensor> tensors, string name)
        {
            for (int i = 0; i < tensors.Count; i++)
            {
                Tensor tensor = tensors[i];
                if (tensor.Rank == 0) throw new ArgumentException($"{name} is a single number; it needs one entry per sample along its first axis.");
                if (tensor.Shape[0] != x[0].Shape[0]) throw new ArgumentException($"x has {x[0].Shape[0]} samples and {name} has {tensor.Shape[0]} (shapes {x[0].Shape} and {tensor.Shape}). They must be as many.");
            }
        }
    }

    /// <summary>Neither NaN nor infinity.</summary>
    public static unsafe void Finite(Tensor tensor, string name)
    {
        if (FiniteCheck.IsFinite(tensor.Pointer, tensor.Size, tensor.DType)) return;
        for (int i = 0; i < tensor.Size; i++)
        {
            double value = tensor.At(i);
            if (double.IsFinite(value)) continue;
            int perRow = tensor.Size / tensor.Shape[0];
            string place = perRow == 1 ? "" : $", position {i % perRow} (counted from 0)";
            throw new ArgumentException($"{name} contains {(double.IsNaN(value) ? "NaN" : "an infinity")} in row {i / perRow} (counted from 0){place}. Fill or drop missing values first.");
        }
    }
}
