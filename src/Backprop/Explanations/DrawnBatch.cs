using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Explanations;

/// <summary>
/// Samples drawn for a model about which only its shapes are known. Inputs are numbers between −1½ and 1½, away from 0; whole numbers where the graph uses them as
/// indices stay inside what they choose from. Targets are positive and sum to 1 along the last axis if it is longer than 1, or are class numbers if the loss takes those.
/// </summary>
internal static class DrawnBatch
{
    // For axes whose length a model leaves open.
    private const int OpenLength = 8;

    /// <summary>Draws inputs and targets.</summary>
    /// <param name="model">Compiled.</param>
    /// <param name="rows">How many samples.</param>
    /// <param name="seed">Another seed draws others.</param>
    /// <exception cref="InvalidOperationException">The model does not say which inputs it takes.</exception>
    public static (TensorSet X, TensorSet Y) Of(Model model, int rows, int seed = 0)
    {
        if (model.InputTypes.Count == 0) throw new InvalidOperationException($"The model {model.Name} does not say which inputs it takes; give some samples, or save it after it was built.");
        var random = new CheckRandom(seed ^ 0x0DA7A);
        Placeholder[] inputs = [.. model.InputTypes.Select((type, i) => Placeholder.Of($"x{i}", type.DType, Known(type.Shape, rows)))];
        IReadOnlyList<Node> outputs = model.ApplyAll([.. inputs], new CallContext(training: true, model.Seed));
        IReadOnlyDictionary<Node, int> limits = Limits(outputs);
        Tensor[] x = [.. inputs.Select(input => Draw(input.Type, limits.GetValueOrDefault(input, int.MaxValue), random))];
        var y = new List<Tensor>();
        for (int i = 0; i < outputs.Count; i++) y.Add(Target(model.Compiled.Compilation.LossOf(i), outputs[i].Type, random));
        return (TensorSet.Create(x), TensorSet.Create([.. y]));
    }

    private static Shape Known(Shape shape, int rows)
    {
        Shape known = shape.With(0, rows);
        for (int axis = 1; axis < known.Rank; axis++)
        {
            if (known[axis] < 0) known = known.With(axis, OpenLength);
        }

        return known;
    }

    private static Tensor Draw(TensorType type, int limit, CheckRandom random)
    {
        if (limit == int.MaxValue && type.DType.IsFloat) return random.Tensor(type.Shape).Cast(type.DType);
        var tensor = new Tensor(DType.Float64, type.Shape);
        foreach (ref double value in tensor.AsWritableSpan<double>()) value = random.Integer(0, limit == int.MaxValue ? 1 : limit - 1);
        return tensor.Cast(type.DType);
    }

    private static Tensor Target(Loss? loss, TensorType output, CheckRandom random)
    {
        if (loss is not null && !loss.TargetType(output.DType).IsFloat)
        {
            var classes = new Tensor(DType.Float64, output.Shape[..^1]);
            foreach (ref double value in classes.AsWritableSpan<double>()) value = random.Integer(0, output.Shape[-1] - 1);
            return classes.Cast(loss.TargetType(output.DType));
        }

        var targets = new Tensor(DType.Float64, output.Shape);
        Span<double> values = targets.AsWritableSpan<double>();
        foreach (ref double value in values) value = random.Between(0.1, 0.9);
        int length = output.Shape.Rank == 0 ? 1 : output.Shape[-1];
        for (int start = 0; length > 1 && start < values.Length; start += length)
        {
            double sum = 0;
            for (int k = 0; k < length; k++) sum += values[start + k];
            for (int k = 0; k < length; k++) values[start + k] /= sum;
        }

        return targets.Cast(output.DType);
    }

    /// <summary>Of inputs that choose among entries, how many there are to choose from.</summary>
    private static Dictionary<Node, int> Limits(IReadOnlyList<Node> outputs)
    {
        var limits = new Dictionary<Node, int>(ReferenceEqualityComparer.Instance);
        foreach (Node node in Graph.Order(outputs))
        {
            (Node? indices, int count) = node is not OperationNode operation ? (null, 0) : operation.Operation switch
            {
                Gather gather => (node.Inputs[1], node.Inputs[0].Shape[gather.Axis]),
                Pick => (node.Inputs[1], node.Inputs[0].Shape[-1]),
                OneHot classes => (node.Inputs[0], classes.Classes),
                _ => (null, 0),
            };
            if (indices is null) continue;
            foreach (Node leaf in Graph.Order(indices).Where(one => one is Placeholder)) limits[leaf] = Math.Min(limits.GetValueOrDefault(leaf, int.MaxValue), Math.Max(1, count));
        }

        return limits;
    }
}
