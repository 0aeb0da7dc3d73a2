using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Explanations;

/// <summary>
/// One training step of a model on given samples, with every number kept: what the loss is, how each gradient comes about, what the optimizer makes of it.
/// Read from the graph that trains, in training mode and with the next step's random numbers; the model is not changed.
/// </summary>
public sealed class ModelExplanation
{
    private readonly Model _model;
    private readonly StepExpression _step;
    private readonly GradientRecord _record;

    internal ModelExplanation(Model model, StepExpression step, Trace trace)
    {
        (_model, _step, Trace) = (model, step, trace);
        _record = step.Record ?? throw new ArgumentException("Only a training step has gradients.", nameof(step));
    }

    /// <summary>The value of every node of the step.</summary>
    public Trace Trace { get; }

    /// <summary>The loss.</summary>
    public double Loss => Trace[_step.Loss].At(0);

    /// <summary>The gradient of a weight, as the engine computes it.</summary>
    /// <param name="weight">The weight's path, such as "dense/kernel".</param>
    /// <exception cref="ArgumentException">The model has no such trainable weight; the message suggests the nearest.</exception>
    public Tensor GradientOf(string weight) => Trace[_record.Of(Find(weight).Variable)];

    /// <summary>The derivation of one number's gradient.</summary>
    /// <param name="weight">The weight's path, such as "dense/kernel".</param>
    /// <param name="index">One index per axis.</param>
    /// <exception cref="ArgumentException">There is no such weight, or the index is outside of it.</exception>
    public WeightExplanation Of(string weight, params ReadOnlySpan<int> index)
    {
        Weight found = Find(weight);
        Variable variable = found.Variable;
        if (index.Length != variable.Shape.Rank) throw new ArgumentException($"{weight} has shape {variable.Shape}: an element has {variable.Shape.Rank} indices, not {index.Length}.", nameof(index));
        int element = 0;
        for (int axis = 0; axis < index.Length; axis++)
        {
            if ((uint)index[axis] >= (uint)variable.Shape[axis]) throw new ArgumentException($"{weight} has shape {variable.Shape}: index {index[axis]} of axis {axis} is outside.", nameof(index));
            element = element * variable.Shape[axis] + index[axis];
        }

        Update? update = _step.Updates.Where(one => ReferenceEquals(one.Variable, variable)).Select(one => (Update?)one).FirstOrDefault();
        double after = update is { } change ? Trace[change.Value].At(element) : variable.Value.At(element);
        return new WeightExplanation(new Derivation(_record, Trace, NameOf, variable, element), Trace[variable].At(element), after, _model.Optimizer);
    }

    private Weight Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        IReadOnlyList<Weight> weights = _model.TrainableWeights;
        string[] paths = [.. weights.Select(weight => weight.Path)];
        int index = Array.IndexOf(paths, path);
        if (index >= 0) return weights[index];
        string hint = Vocabulary.KerasNames.Nearest(path, paths) is { } nearest ? $" Did you mean {nearest}?" : "";
        throw new ArgumentException($"The model {_model.Name} has no trainable weight {path}.{hint} It has {string.Join(", ", paths)}.", nameof(path));
    }

    private string? NameOf(Node node) => node switch
    {
        Variable variable => _model.Weights.FirstOrDefault(weight => ReferenceEquals(weight.Variable, variable))?.Path ?? variable.Name,
        Placeholder placeholder => placeholder.Name,
        _ => _step.Names.Of(node) is { Count: > 0 } origins ? origins[^1].ToString() : null,
    };
}
