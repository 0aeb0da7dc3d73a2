namespace Backprop.Regularizers;

/// <summary>The check that factors of penalties share.</summary>
internal static class RegularizationFactor
{
    public static double Check(double factor, string name) =>
        factor >= 0 && double.IsFinite(factor) ? factor : throw new ArgumentOutOfRangeException(name, $"A regularization factor must be 0 or a positive number, not {factor}.");
}
