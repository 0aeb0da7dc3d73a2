using System.Numerics;
using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Plans;
using Backprop.Training;

namespace Backprop.Explanations.Memoizing;

/// <summary>A node of a training step and how often it is used.</summary>
/// <param name="Node">The node.</param>
/// <param name="Name">What a layer calls it, or its operation and number.</param>
/// <param name="Uses">How many inputs of other nodes it is.</param>
/// <param name="Copies">How often a tree without sharing repeats it.</param>
public sealed record SharedNode(Node Node, string Name, int Uses, BigInteger Copies);

/// <summary>
/// What sharing saves in one training step of a model, counted on the graph that trains: the loss and the gradients of all weights that train, before the optimizer.
/// </summary>
public sealed class ModelMemoization
{
    private readonly StepExpression _step;
    private readonly Model _model;

    internal ModelMemoization(Model model, TensorSet x, TensorSet y)
    {
        _model = model;
        (_step, TrainingData data) = model.StepFor(x, y);
        GradientRecord record = _step.Record ?? throw new InvalidOperationException($"The model {model.Name} has no weight that trains, so there is no gradient.");
        Variable[] weights = [.. model.TrainableWeights.Select(weight => weight.Variable).Distinct()];
        Node[] gradients = [.. weights.Select(record.Of)];
        Rows = data.Count;
        Forward = MemoizationCount.Of([_step.Loss]);
        Graph = MemoizationCount.Of([_step.Loss, .. gradients]);
        Trace trace = Trace.Run([_step.Loss], _step.Placeholders.Zip(data.All).ToDictionary(pair => pair.First, pair => pair.Second));
        Paths = PathCount.Of(_step.Loss, weights, trace);
        Values = MemoryShelf.Values(_step.Loss, record, gradients);
        Adjoints = MemoryShelf.Adjoints(_step.Loss, record);
        ChainLength = Math.Max(1, model.Layers.Count(layer => layer.KerasClass != "InputLayer"));
    }

    /// <summary>The samples of the batch that was counted.</summary>
    public int Rows { get; }

    /// <summary>The nodes of the forward pass up to the loss.</summary>
    public MemoizationCount Forward { get; }

    /// <summary>The nodes of forward and backward pass together.</summary>
    public MemoizationCount Graph { get; }

    /// <summary>The nodes that the backward pass adds.</summary>
    public int BackwardNodes => Graph.Nodes - Forward.Nodes;

    /// <summary>The paths from the weights' numbers to the loss, and the multiplications that the gradient takes.</summary>
    public PathCount Paths { get; }

    /// <summary>The first shelf: values of the forward pass that are kept for the backward pass.</summary>
    public MemoryShelf Values { get; }

    /// <summary>The second shelf: the δ of every node on the way.</summary>
    public MemoryShelf Adjoints { get; }

    /// <summary>The layers after the input: the length of the chain for <see cref="Checkpointing"/>.</summary>
    public int ChainLength { get; }

    /// <summary>The nodes that are used most, those with many uses first.</summary>
    /// <param name="count">How many.</param>
    public IReadOnlyList<SharedNode> MostShared(int count = 10) =>
        [.. Graph.Uses.Where(entry => entry.Uses > 1 && entry.Node is not Constant).OrderByDescending(entry => entry.Uses).ThenByDescending(entry => entry.Copies).Take(count).Select(entry => new SharedNode(entry.Node, NameOf(entry.Node), entry.Uses, entry.Copies))];

    /// <summary>The path of a weight, the name that a layer gave, or the operation with its shape.</summary>
    public string NameOf(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (node is Variable variable) return _model.Weights.FirstOrDefault(weight => ReferenceEquals(weight.Variable, variable))?.Path ?? variable.Name;
        if (_step.Names.Of(node) is { Count: > 0 } origins) return origins[^1].ToString();
        return node is OperationNode operation ? $"{operation.Operation.Name} {node.Shape}" : node.ToString()!;
    }
}

/// <summary>Counts what sharing saves in models.</summary>
public static class ModelMemoizing
{
    extension(Model model)
    {
        /// <summary>Counts what memoization saves in a training step on some samples, taken as one batch.</summary>
        /// <param name="x">The inputs.</param>
        /// <param name="y">The targets.</param>
        /// <exception cref="InvalidOperationException">The model was not compiled, or nothing in it trains.</exception>
        public ModelMemoization CountMemoization(TensorSet x, TensorSet y)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            return new ModelMemoization(model, x, y);
        }

        /// <summary>Counts what memoization saves in a training step on samples that are drawn: only their shapes matter.</summary>
        /// <param name="rows">How many samples the batch has. Default 1.</param>
        /// <exception cref="InvalidOperationException">The model was not compiled, does not say which inputs it takes, or nothing in it trains.</exception>
        public ModelMemoization CountMemoization(int rows = 1)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
            (TensorSet x, TensorSet y) = DrawnBatch.Of(model, rows);
            return new ModelMemoization(model, x, y);
        }
    }
}
