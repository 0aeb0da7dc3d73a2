using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Losses;

/// <summary>
/// How wrong a prediction is: an expression of targets and predictions with one value per sample, and a rule that makes one number of them.
/// To write one, derive and give <see cref="Values"/>; no derivative is written. Wherever one is expected, its Keras name does: <c>loss: "mse"</c>.
/// </summary>
/// <param name="name">The name in logs. Default the class in snake case.</param>
/// <param name="reduction">How the values become one number.</param>
public abstract class Loss(string? name = null, Reduction reduction = Reduction.SumOverBatchSize) : IKerasObject
{
    private string? _name = name;

    /// <summary>The name in logs.</summary>
    public string Name => _name ?? KerasNames.SnakeCase(GetType().Name);

    /// <summary>How the values become one number.</summary>
    public Reduction Reduction { get; private set; } = reduction;

    /// <inheritdoc/>
    public string KerasModule => "keras.losses";

    /// <inheritdoc/>
    public virtual string KerasClass => GetType().Name;

    /// <inheritdoc/>
    public virtual string? RegisteredName => null;

    /// <summary>The arguments of the constructor, under Keras' names. Name and reduction are written, and read, here.</summary>
    public virtual Config GetConfig() => new Config().Set("name", Name).Set("reduction", KerasNames.SnakeCase(Reduction.ToString()));

    /// <summary>Sets what all losses share, from a file.</summary>
    internal void Configure(Config config)
    {
        _name = config.OptionalText("name") ?? _name;
        if (!config.Has("reduction"))
        {
            // In Python the reduction None is either the text "none" or nothing at all.
            if (config.Keys.Contains("reduction")) Reduction = Reduction.None;
            return;
        }

        Reduction = config.Text("reduction") switch
        {
            "sum_over_batch_size" or "auto" => Reduction.SumOverBatchSize,
            "sum" => Reduction.Sum,
            "mean" => Reduction.Mean,
            "mean_with_sample_weight" => Reduction.MeanWithSampleWeight,
            "none" => Reduction.None,
            _ => throw config.Wrong("reduction", "\"sum_over_batch_size\", \"sum\", \"mean\", \"mean_with_sample_weight\" or \"none\""),
        };
    }

    /// <summary>The loss.</summary>
    /// <param name="yTrue">The targets.</param>
    /// <param name="yPred">The predictions: where the loss knows a stable form from logits, it finds them behind a sigmoid or a softmax.</param>
    /// <param name="sampleWeight">One weight per sample, or per value; null for 1.</param>
    /// <param name="mask">Which values count, for example (batch, time); null for all. A mean is then over those that count.</param>
    /// <returns>One number; the values themselves with <see cref="Reduction.None"/>.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    public Node Compute(Node yTrue, Node yPred, Node? sampleWeight = null, Node? mask = null)
    {
        ArgumentNullException.ThrowIfNull(yTrue);
        ArgumentNullException.ThrowIfNull(yPred);
        Node values = Values(yTrue, yPred);
        if (Counts(yTrue, values) is { } counts) mask = mask is null ? counts : LogicalAnd(mask, counts);
        if (mask is not null) sampleWeight = Alignment.Masked(sampleWeight, mask, values.DType, Reduction is Reduction.SumOverBatchSize or Reduction.Mean);
        Node? weights = sampleWeight is null ? null : Alignment.Weights(values, sampleWeight);
        if (weights is not null) values = values * weights;
        return Reduction switch
        {
            Reduction.None => values,
            Reduction.Sum => Sum(values),
            Reduction.MeanWithSampleWeight when weights is not null => Sum(values) / Sum(BroadcastTo(weights, values.Shape)),
            _ => Mean(values),
        };
    }

    /// <summary>The number type in which targets are fed, for predictions of a type: the same; integers where targets are classes.</summary>
    public virtual DType TargetType(DType prediction) => prediction;

    /// <summary>Refuses targets that the loss cannot take (a class that does not exist), naming the first bad row. Called once per data set.</summary>
    /// <param name="targets">All targets, as the user gave them.</param>
    /// <param name="prediction">The shape of the predictions; the batch length may be unknown.</param>
    /// <exception cref="ArgumentException">A target is not allowed.</exception>
    public virtual void CheckTargets(Tensor targets, Shape prediction)
    {
    }

    /// <summary>One value per sample: usually the mean over the last axis, so predictions (n, m) give (n,).</summary>
    protected abstract Node Values(Node yTrue, Node yPred);

    /// <summary>Which values count at all; null for all of them, the default. A mean is over those that count.</summary>
    /// <param name="yTrue">The targets.</param>
    /// <param name="values">The values.</param>
    protected virtual Node? Counts(Node yTrue, Node values) => null;

    /// <summary>The targets and predictions of a loss that compares element by element, in one shape and the predictions' number type.</summary>
    /// <exception cref="ArgumentException">The shapes differ by more than an axis of length 1 at the end.</exception>
    protected (Node YTrue, Node YPred) Pair(Node yTrue, Node yPred)
    {
        ArgumentNullException.ThrowIfNull(yPred);
        (Node target, Node prediction) = Alignment.SameRank(Cast(yTrue, yPred.DType), yPred);
        return target.Shape == prediction.Shape ? (target, prediction)
            : throw new ArgumentException($"{Name} compares element by element: the targets have shape {yTrue.Shape}, the predictions {yPred.Shape}. They must be equal.");
    }

    /// <summary>The loss with this name and its default arguments. "crossentropy", or "ce", is the binary, sparse or categorical one, as the shapes ask for.</summary>
    /// <exception cref="ArgumentException">There is no such loss; the message suggests the nearest.</exception>
    public static implicit operator Loss(string name) => CrossentropyByShape.IsName(name) ? new CrossentropyByShape() : LossRegistry.All.Get(name);
}
