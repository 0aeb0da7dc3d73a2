using Backprop.Graphs;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Metrics;

/// <summary>A metric made of how often predictions are rightly and wrongly positive and negative, for one or several thresholds.</summary>
public abstract class ConfusionMetric : Metric
{
    private readonly List<(Variable Variable, Func<ConfusionCounts, Node> Count)> _counts = [];

    /// <summary>Describes what such metrics share.</summary>
    /// <param name="name">The name in logs. Default the class in snake case.</param>
    private protected ConfusionMetric(string? name)
        : base(name)
    {
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Update> Update(Node yTrue, Node yPred, Node? sampleWeight = null)
    {
        ArgumentNullException.ThrowIfNull(yTrue);
        ArgumentNullException.ThrowIfNull(yPred);
        Prepare(yPred);
        ConfusionCounts counts = ConfusionCounts.Of(yTrue, Probabilities(yPred), sampleWeight, Rule);
        return [.. _counts.Select(count => new Update(count.Variable, Operations.Functions.Add(count.Variable, count.Count(counts))))];
    }

    /// <summary>What counts as positive.</summary>
    private protected abstract Thresholds Rule { get; }

    /// <summary>Adds a sum to the state.</summary>
    private protected Variable Keep(string stateName, Shape shape, Func<ConfusionCounts, Node> count)
    {
        Variable variable = AddState(stateName, shape);
        _counts.Add((variable, count));
        return variable;
    }

    /// <summary>Makes the state where its shape depends on the predictions.</summary>
    private protected virtual void Prepare(Node yPred)
    {
    }

    /// <summary>The predictions as probabilities.</summary>
    private protected virtual Node Probabilities(Node yPred) => yPred;

    /// <summary>A single value for a single threshold.</summary>
    private protected static Node Flat(Node result) => result.Shape.Size == 1 ? Operations.Functions.Reshape(result, default) : result;
}
