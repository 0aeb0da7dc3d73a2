using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Explanations.Derivations;

/// <summary>How much of a training step a picture shows, for which sample, and what its parts lead to.</summary>
public sealed record StepView
{
    /// <summary>How many operations of the step are done, in the order of <see cref="StepTrace.Rows"/>; what comes after them is shown as —. Default all.</summary>
    public int Position { get; init; } = int.MaxValue;

    /// <summary>The sample of the batch whose values the units show. Default the first.</summary>
    public int Sample { get; init; }

    /// <summary>The address of a part by its name ("dense/kernel[0,1]", "dense/a[0,1]", "dense", "loss"), or null for none. Default none has one.</summary>
    public Func<string, string?> Link { get; init; } = _ => null;

    /// <summary>Whether the picture goes without title, legend and table, because the page around it has them. Default false.</summary>
    public bool IsBare { get; init; }

    /// <summary>The name of the part that is marked. Default none.</summary>
    public string? Selected { get; init; }
}

/// <summary>A view of one step: which of its numbers are known yet.</summary>
internal sealed class StepStage
{
    private readonly StepNumbers _step;
    private readonly Dictionary<Node, int> _places = new(ReferenceEqualityComparer.Instance);
    private readonly int _backwardFrom;

    public StepStage(StepNumbers step, IReadOnlyList<Node> operations, StepView view)
    {
        (_step, View) = (step, view);
        for (int i = 0; i < operations.Count; i++) _places[operations[i]] = i;
        _backwardFrom = _places.GetValueOrDefault(step.Step.Loss, -1) + 1;
        Current = view.Position > 0 && view.Position <= operations.Count ? operations[view.Position - 1] : null;
    }

    public StepView View { get; }

    /// <summary>What was computed last; null before the first operation, and where all of the step is shown.</summary>
    private Node? Current { get; }

    /// <summary>Whether a number of the forward pass is known.</summary>
    public bool Has(Node node) => !_places.TryGetValue(node, out int place) || place < View.Position;

    /// <summary>The gradient of a node, once it is computed; null before, and where none is.</summary>
    public Tensor? Gradient(Node node) => _step.Record.Adjoint(node) is { } adjoint && _step.Trace.Contains(adjoint) && View.Position >= _backwardFrom && Has(adjoint) ? _step.Trace[adjoint] : null;

    /// <summary>A weight after the step, once that is computed.</summary>
    public Tensor? After(Variable weight) => _step.Step.Updates.FirstOrDefault(update => ReferenceEquals(update.Variable, weight)) is { } update && !Has(update.Value) ? null : _step.After(weight);

    /// <summary>Whether a node, or its gradient, is what was computed last.</summary>
    public bool IsCurrent(Node node) => Current is not null && (ReferenceEquals(node, Current) || (View.Position > _backwardFrom && ReferenceEquals(_step.Record.Adjoint(node), Current)));
}
