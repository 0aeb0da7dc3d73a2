using Backprop.Formats;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Optimizers;
using Backprop.Tensors;

namespace Backprop.Training;

/// <summary>Puts the numbers of a file into a model. All are read and checked before the first weight changes.</summary>
internal sealed class WeightReader(Model model, StoredWeights stored)
{
    private readonly List<(Action<Tensor> Assign, Tensor Value)> _read = [];

    /// <summary>Reads weights in the form of Keras 3, or by the weights' own paths, and the state of the optimizer where there is one.</summary>
    public void Read()
    {
        if (stored.Paths.Any(path => path.Contains("/vars/", StringComparison.Ordinal) || path.StartsWith("vars/", StringComparison.Ordinal))) ReadTree();
        else ReadByPath();
        if (model.IsCompiled) ReadOptimizer("optimizer/vars/");
        Assign();
    }

    /// <summary>Reads lists of datasets, as the older files keep them: for each layer its weights, trainable first.</summary>
    public void ReadLists(IEnumerable<(Layer Layer, IReadOnlyList<string> Paths)> lists, IReadOnlyList<string> optimizer)
    {
        foreach ((Layer layer, IReadOnlyList<string> paths) in lists)
        {
            IReadOnlyList<Weight> weights = [.. layer.TrainableWeights, .. layer.NonTrainableWeights];
            if (weights.Count != paths.Count) throw new ModelFormatException(stored.Name, $"/model_weights/{layer.Name}", $"the file has {paths.Count} weights for the layer {layer.Name}; the model has {weights.Count}.");
            for (int i = 0; i < weights.Count; i++) Take(paths[i], weights[i]);
        }

        if (model.IsCompiled && optimizer.Count > 0) ReadState([.. optimizer.Select(path => stored.Find(path) ?? throw new ModelFormatException(stored.Name, "/" + path, "it is named as state of the optimizer, but missing."))]);
        Assign();
    }

    private void ReadTree()
    {
        bool isOld = !stored.Paths.Any(path => path.StartsWith(WeightTree.Layers + "/", StringComparison.Ordinal)) && stored.Paths.Any(path => path.StartsWith(WeightTree.OldLayers + "/", StringComparison.Ordinal));
        foreach (WeightGroup group in WeightTree.Of(model, isOld ? WeightTree.OldLayers : WeightTree.Layers))
        {
            IReadOnlyList<Weight> weights = group.Layer.OwnWeights;
            for (int i = 0; i < weights.Count; i++) Take(group.Dataset(i), weights[i]);
            if (stored.Find(group.Dataset(weights.Count)) is { } extra) throw new ModelFormatException(stored.Name, extra.Place, $"the layer {group.Layer.Name} has {weights.Count} weights; the file has more. It belongs to another model.");
        }
    }

    private void ReadByPath()
    {
        foreach (Weight weight in model.AllWeights()) Take(Spelling(weight.Path), weight);

        // The model's name may stand in front.
        string Spelling(string path) => stored.Find(path) is null && stored.Find($"{model.Name}/{path}") is not null ? $"{model.Name}/{path}" : path;
    }

    private void Take(string path, Weight weight) => _read.Add((weight.Assign, Convert(stored.Find(path, weight.Shape, $"the weight {weight.Path}"), weight.Variable)));

    private void ReadOptimizer(string folder)
    {
        var state = new List<StoredTensor>();
        while (stored.Find(folder + state.Count) is { } next) state.Add(next);
        if (state.Count > 0) ReadState(state);
    }

    /// <summary>The state of an optimizer: all of it, or, from a model that was never trained, only its first scalars; the rest then keeps its start.</summary>
    private void ReadState(IReadOnlyList<StoredTensor> state)
    {
        Optimizer optimizer = model.Optimizer;
        optimizer.Build([.. model.TrainableWeights.Select(weight => weight.Variable)]);
        IReadOnlyList<Variable> variables = state.Count <= optimizer.UnbuiltVariables.Count ? optimizer.UnbuiltVariables : optimizer.Variables;
        if (state.Count > optimizer.UnbuiltVariables.Count && state.Count != variables.Count)
        {
            throw new ModelFormatException(stored.Name, state[0].Place, $"the file has {state.Count} numbers and arrays for the optimizer; {optimizer.Name} has {variables.Count} for this model.");
        }

        for (int i = 0; i < Math.Min(state.Count, variables.Count); i++)
        {
            Variable variable = variables[i];
            if (state[i].Shape != variable.Shape) throw new ModelFormatException(stored.Name, state[i].Place, $"it has shape {state[i].Shape}; {variable.Name} of the optimizer has shape {variable.Shape}.");
            _read.Add((variable.Assign, Convert(state[i], variable)));
        }
    }

    private static Tensor Convert(StoredTensor from, Variable to) => from.Read().Cast(to.DType);

    private void Assign()
    {
        foreach ((Action<Tensor> assign, Tensor value) in _read) assign(value);
        long bad = _read.Sum(entry => NonFinite.Count(entry.Value));
        string[] left = [.. stored.Left.Where(path => !path.StartsWith("optimizer", StringComparison.Ordinal))];
        if (left.Length > 0) Warning.Write($"{stored.Name} holds {left.Length} {(left.Length == 1 ? "array" : "arrays")} for which this model has no place: {Warning.Few(left)}.");
        if (bad > 0) Warning.Write($"{stored.Name} holds {bad} {(bad == 1 ? "number that is" : "numbers that are")} NaN or infinite; what the model computes with them will be too.");
    }
}
