using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Losses;

/// <summary>
/// Draws embeddings of one class together and pushes those of different classes apart: ln(1 + Σₚ exp(−γ·αₚ·(m − dₚ)) · Σₙ exp(γ·αₙ·(1 − m − dₙ))) for each sample, with the cosine
/// distances d to the samples of its class (p) and of others (n) in the batch, and the weights αₚ = m + d, αₙ = 1 + m − d. Targets are class numbers; predictions have length 1
/// (put a UnitNormalization last). Samples with value 0, such as those that are alone in their class, do not count in the mean.
/// Sources: Sun et al. 2020; keras/src/losses/losses.py.
/// </summary>
/// <param name="gamma">γ, how sharply similarities are told apart. Default 80.</param>
/// <param name="margin">m, the distance that is aimed at. Default 0.4.</param>
/// <param name="removeDiagonal">Whether a sample is not compared with itself. Default true.</param>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">The name in logs.</param>
public sealed class Circle(double gamma = 80, double margin = 0.4, bool removeDiagonal = true, Reduction reduction = Reduction.SumOverBatchSize, string? name = null) : Loss(name, reduction)
{
    // So far below everything that its exponential is 0, and yet a number.
    private const double Never = -1e30;

    /// <summary>γ.</summary>
    public double Gamma => gamma;

    /// <summary>m.</summary>
    public double Margin => margin;

    /// <summary>Whether a sample is not compared with itself.</summary>
    public bool RemoveDiagonal => removeDiagonal;

    /// <inheritdoc/>
    public override DType TargetType(DType prediction) => DType.Int32;

    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        ArgumentNullException.ThrowIfNull(yTrue);
        ArgumentNullException.ThrowIfNull(yPred);
        int count = yPred.Shape[0];
        if (yPred.Shape.Rank != 2 || (yTrue.Shape != Shape.Create([count]) && yTrue.Shape != Shape.Create([count, 1]))) throw new ArgumentException($"{Name} expects one class number and one vector per sample: the targets have shape {yTrue.Shape}, the predictions {yPred.Shape}.");
        Node classes = Cast(yTrue, DType.Int32);
        Node isSame = Equal(Reshape(classes, [count, 1]), Reshape(classes, [1, count])), isOther = LogicalNot(isSame);
        if (removeDiagonal) isSame = LogicalAnd(isSame, LogicalNot(Equal(Constant.Of(Numbers(count, [count, 1])), Constant.Of(Numbers(count, [1, count])))));
        Node distance = Maximum(1 - MatMul(yPred, Transpose(yPred)), 0);
        Node together = -gamma * Maximum(margin + distance, 0) * (margin - distance);
        Node apart = gamma * Maximum(1 + margin - distance, 0) * (1 - margin - distance);
        return Softplus(LogSumExp(Where(isSame, together, Like(distance, Never)), [1]) + LogSumExp(Where(isOther, apart, Like(distance, Never)), [1]));
    }

    /// <inheritdoc/>
    protected override Node? Counts(Node yTrue, Node values) => Greater(values, 0);

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("gamma", gamma).Set("margin", margin).Set("remove_diagonal", removeDiagonal);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static Circle FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("gamma", 80), config.Double("margin", 0.4), config.Bool("remove_diagonal", true));
    }

    private static Tensor Numbers(int count, Shape shape) => Tensor.From(Enumerable.Range(0, count).ToArray(), shape);
}
