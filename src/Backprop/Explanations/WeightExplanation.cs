using System.Globalization;
using Backprop.Optimizers;

namespace Backprop.Explanations;

/// <summary>How the gradient of one number of a weight comes about, and what the next step makes of it.</summary>
public sealed class WeightExplanation
{
    private readonly Optimizer _optimizer;

    internal WeightExplanation(Derivation derivation, double before, double after, Optimizer optimizer)
    {
        (Derivation, Before, After) = (derivation, before, after);
        _optimizer = optimizer;
    }

    /// <summary>The derivation of the gradient.</summary>
    public Derivation Derivation { get; }

    /// <summary>The gradient, exactly as the engine computes it.</summary>
    public double Gradient => Derivation.Value;

    /// <summary>The number before the step.</summary>
    public double Before { get; }

    /// <summary>The number after the step: what the optimizer's own expression gives.</summary>
    public double After { get; }

    /// <summary>The derivation: symbols, numbers, the product; then the update.</summary>
    public override string ToString()
    {
        string change = _optimizer is Sgd { Momentum: 0, WeightDecay: null or 0, ClipNorm: null, GlobalClipNorm: null, ClipValue: null }
            ? $"{Number(Before)} − {Number(_optimizer.LearningRate)} · {(Gradient < 0 ? $"({Number(Gradient)})" : Number(Gradient))} = {Number(After)}"
            : $"{Number(Before)} → {Number(After)} by {_optimizer.Name}, learning rate {Number(_optimizer.LearningRate)}";
        return $"{Derivation}\n\nupdate: {Derivation.Name} = {change}";
    }

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
