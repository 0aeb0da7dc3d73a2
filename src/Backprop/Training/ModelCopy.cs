using Backprop.Layers;
using Backprop.Tensors;

namespace Backprop.Training;

/// <summary>
/// Copies models by their graphs: each layer is copied once, by its configuration, and called where the original is called.
/// Source: <c>clone_model</c> in keras/src/models/cloning.py.
/// </summary>
internal static class ModelCopy
{
    /// <summary>Fills an empty model with copies of the layers of another.</summary>
    public static Sequential Of(Sequential model, Sequential copy, bool copyWeights, Func<Layer, Layer?>? cloneFunction)
    {
        if (model.InputLayer is { } input) copy.Add(input.Copy());
        foreach (Layer layer in model.Layers) copy.Add(CopyOf(layer, cloneFunction));

        return Finish(model, copy, copyWeights, []);
    }

    /// <summary>The calls of a model, made again with copies of its layers.</summary>
    public static Functional Of(Functional model, bool copyWeights, long seed, Func<Layer, Layer?>? cloneFunction)
    {
        var copies = new Dictionary<Layer, Layer>();
        var values = new Dictionary<SymbolicTensor, SymbolicTensor>();
        foreach (SymbolicTensor input in model.Inputs)
        {
            // An input may be any value on the way; in the copy it is a beginning.
            values[input] = (input.Call.Layer as InputLayer)?.Copy() is InputLayer layer ? layer.Output : Input.Of(input.Shape[1..], input.Type.DType, input.Call.Layer.Name);
        }

        foreach (LayerCall call in model.Graph.Calls)
        {
            if (call.Outputs.All(values.ContainsKey)) continue;
            LayerCall made = Call(call);
            for (int i = 0; i < made.Outputs.Count; i++) values.TryAdd(call.Outputs[i], made.Outputs[i]);
        }

        var copy = new Functional([.. model.Inputs.Select(input => values[input])], [.. model.Outputs.Select(output => values[output])], model.GivenName, seed);
        return Finish(model, copy, copyWeights, []);

        LayerCall Call(LayerCall call)
        {
            if (call.Layer is OperationLayer operation) return operation.CopyTo([.. call.Inputs.Select(input => values[input])]);
            if (!copies.TryGetValue(call.Layer, out Layer? layer)) copies[call.Layer] = layer = CopyOf(call.Layer, cloneFunction);
            return layer.ApplyAll([.. call.Inputs.Select(input => values[input])], call.Options.Map(input => values[input]))[0].Call;
        }
    }

    /// <summary>Lets a copy whose layers stand have the original's switches, and weights.</summary>
    /// <param name="model">The original.</param>
    /// <param name="copy">The copy.</param>
    /// <param name="copyWeights">Whether the weights are copied.</param>
    /// <param name="built">What the weights are made for, where calls do not say it.</param>
    public static T Finish<T>(Model model, T copy, bool copyWeights, IReadOnlyList<TensorType> built)
        where T : Model
    {
        if (built.Count > 0) copy.EnsureBuilt(built);
        // From the outside in: a layer sets its parts, which may say otherwise.
        Layer[] from = [.. model.SelfAndParts()], to = [.. copy.SelfAndParts()];
        for (int i = 0; i < from.Length && from.Length == to.Length; i++) to[i].Trainable = from[i].Trainable;
        if (!copyWeights || !model.HasWeights) return copy;
        IReadOnlyList<Weight> own = copy.AllWeights(), given = model.Weights;
        if (!own.Select(weight => weight.Shape).SequenceEqual(given.Select(weight => weight.Shape))) throw new InvalidOperationException($"The weights of {model.Name} do not fit its copy, which has other layers: clone it without copyWeights.");
        for (int i = 0; i < own.Count; i++) own[i].Assign(given[i].Variable.Value);
        return copy;
    }

    private static Layer CopyOf(Layer layer, Func<Layer, Layer?>? cloneFunction)
    {
        if (layer is Model model)
        {
            // Inside a model a name is given, in the copy as in a file.
            Model inner = model.Clone(cloneFunction: model.IsComposed ? cloneFunction : null);
            inner.GivenName = model.Name;
            return inner;
        }

        return cloneFunction?.Invoke(layer) ?? layer.Copy();
    }
}
