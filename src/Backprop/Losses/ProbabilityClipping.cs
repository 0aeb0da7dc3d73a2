using Backprop.Graphs;
using Backprop.Operations;
using static Backprop.Operations.Functions;

namespace Backprop.Losses;

/// <summary>What cross-entropies of probabilities share.</summary>
internal static class ProbabilityClipping
{
    /// <summary>keras.config.epsilon().</summary>
    public const double Epsilon = 1e-7;

    /// <summary>Probabilities kept within [1e-7, 1 − 1e-7], so that their logarithms are finite.</summary>
    public static Node Clip(Node probabilities) => Operations.Functions.Clip(probabilities, Epsilon, 1 - Epsilon);

    /// <summary>Rows that sum to 1, then clipped: what Keras does to probabilities of classes.</summary>
    public static Node Normalized(Node probabilities, int axis) => Clip(probabilities / Sum(probabilities, [axis], keepDims: true));

    public static double CheckSmoothing(double labelSmoothing) =>
        labelSmoothing is >= 0 and <= 1 ? labelSmoothing : throw new ArgumentOutOfRangeException(nameof(labelSmoothing), $"The label smoothing must lie between 0 and 1, not be {labelSmoothing}.");
}
