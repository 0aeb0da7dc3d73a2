using System.Globalization;

namespace Backprop.Training;

/// <summary>How Keras writes numbers in progress lines.</summary>
internal static class LogNumbers
{
    /// <summary>Four decimals; below a thousandth in scientific notation, 4.3210e-05. Source: keras/src/utils/progbar.py.</summary>
    public static string Write(double value)
    {
        if (Math.Abs(value) > 1e-3) return value.ToString("0.0000", CultureInfo.InvariantCulture);
        string text = value.ToString("0.0000e+00", CultureInfo.InvariantCulture);
        return double.IsFinite(value) ? text : value.ToString(CultureInfo.InvariantCulture);
    }
}
