using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Plans;
using Backprop.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Backprop.Training;

/// <summary>Finds where NaN or infinity came from: the step is run once more with every value kept, and the first bad node is named.</summary>
internal static class NonFinite
{
    public static NumericException Explain(TrainingStep step, Batches batches, int start, int epoch, int batch)
    {
        string where = $"In epoch {epoch + 1}, step {batch + 1} (starting with sample {batches.SampleAt(start)})";
        string rest = "The weights are as they were before this step. A smaller learning rate, clipping of gradients (ClipNorm) or standardised inputs usually help.";
        Trace trace = step.Plan.Trace();
        foreach (Node node in trace.Nodes)
        {
            if (Bad(trace[node]) is not { } bad) continue;
            string origin = Origin(node, step.Names, trace);
            string kind = node is OperationNode operation ? $"{operation.Operation.Name}, {node}" : node.ToString();
            return new NumericException($"{where} the loss or a gradient is not a number. The first node to hold {bad} is {kind} ({node.Type}){origin}. {rest}");
        }

        return new NumericException($"{where} the loss or a gradient is not a number. {rest}");
    }

    /// <summary>How many numbers are NaN or infinite.</summary>
    public static long Count(Tensor value)
    {
        if (!value.DType.IsFloat || (value.DType == DType.Float32 ? TensorPrimitives.IsFiniteAll(value.AsSpan<float>()) : TensorPrimitives.IsFiniteAll(value.AsSpan<double>()))) return 0;
        long count = 0;
        for (int i = 0; i < value.Size; i++) count += double.IsFinite(value.At(i)) ? 0 : 1;
        return count;
    }

    private static string? Bad(Tensor value)
    {
        if (!value.DType.IsFloat) return null;
        for (int i = 0; i < value.Size; i++)
        {
            double number = value.At(i);
            if (!double.IsFinite(number)) return double.IsNaN(number) ? "NaN" : "an infinity";
        }

        return null;
    }

    /// <summary>The layer's name for the node, or for the first named node that is computed from it.</summary>
    private static string Origin(Node node, NodeNames names, Trace trace)
    {
        if (names.Of(node) is [var own, ..]) return $", which is {own}";
        var reached = new HashSet<Node>(ReferenceEqualityComparer.Instance) { node };
        foreach (Node later in trace.Nodes)
        {
            if (!later.Inputs.Any(reached.Contains)) continue;
            reached.Add(later);
            if (names.Of(later) is [var origin, ..]) return $", on the way to {origin}";
        }

        return ", behind the last layer: in the loss, or in a gradient";
    }
}
