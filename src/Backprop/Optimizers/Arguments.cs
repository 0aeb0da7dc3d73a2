using System.Runtime.CompilerServices;

namespace Backprop.Optimizers;

/// <summary>Checks of the arguments that several optimizers have.</summary>
internal static class Arguments
{
    /// <summary>How much of a running mean is kept: at least 0 and below 1.</summary>
    public static double Decay(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(name, $"{name} must be at least 0 and below 1, not {value}.");

    /// <summary>A small number that keeps divisions finite.</summary>
    public static double Epsilon(double epsilon) =>
        epsilon is >= 0 and < double.PositiveInfinity ? epsilon : throw new ArgumentOutOfRangeException(nameof(epsilon), $"epsilon must be 0 or a small positive number, not {epsilon}.");

    /// <summary>The share, times the learning rate, that is taken off a weight before a step.</summary>
    public static double? WeightDecay(double? value, string name) =>
        value is null or (>= 0 and < double.PositiveInfinity) ? value : throw new ArgumentOutOfRangeException(name, $"The weight decay must be 0 or a positive number, not {value}.");

    /// <summary>A finite number that is 0 or positive.</summary>
    public static double NotNegative(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value is >= 0 and < double.PositiveInfinity ? value : throw new ArgumentOutOfRangeException(name, $"{name} must be 0 or a positive number, not {value}.");
}
