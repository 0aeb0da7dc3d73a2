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

    /// <summary>How much of an average of weights is kept.</summary>
    public static double EmaMomentum(double value) =>
        value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), $"EmaMomentum must lie between 0 and 1, not be {value}.");

    /// <summary>After how many steps averages take the place of the weights.</summary>
    public static int? EmaOverwriteFrequency(int? value) =>
        value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), $"EmaOverwriteFrequency must be at least 1, not {value}. Leave it out for the end of the training only.");

    /// <summary>By what a loss is multiplied before gradients are taken.</summary>
    public static double? LossScaleFactor(double? value) =>
        value is null or (> 0 and < double.PositiveInfinity) ? value : throw new ArgumentOutOfRangeException(nameof(value), $"LossScaleFactor must be a positive number, not {value}. Leave it out for none.");

    /// <summary>Over how many steps gradients are added up.</summary>
    public static int? GradientAccumulationSteps(int? value) =>
        value is null or >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(value), $"GradientAccumulationSteps must be at least 2, not {value}. Leave it out for none.");
}
