using Backprop.Tensors;

namespace Backprop.Explanations;

public static partial class GradientCheck
{
    /// <summary>Checks a gradient written by hand against a plain function of numbers.</summary>
    /// <param name="function">The function.</param>
    /// <param name="point">Where to check. It is copied, and the function receives the copy with one number moved.</param>
    /// <param name="gradient">The derivatives at the point, one per number.</param>
    /// <param name="name">What to call it in the result.</param>
    /// <exception cref="ArgumentException">The gradient has another length than the point.</exception>
    public static GradientCheckResult Of(Func<double[], double> function, double[] point, double[] gradient, string name = "function")
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(point);
        ArgumentNullException.ThrowIfNull(gradient);
        if (gradient.Length != point.Length) throw new ArgumentException($"The point has {point.Length} numbers; the gradient has {gradient.Length}.", nameof(gradient));
        double[] moved = [.. point];
        double size = 0;
        foreach (double derivative in gradient) size = Math.Max(size, Math.Abs(derivative));
        Shape shape = [point.Length];
        var entries = new GradientCheckEntry[point.Length];
        for (int i = 0; i < entries.Length; i++)
        {
            int position = i;
            entries[i] = Entry(Moved, point[i], gradient[i], shape, i, 0, size, Claim.FirstDerivative);

            double Moved(double x)
            {
                moved[position] = x;
                double result = function(moved);
                moved[position] = point[position];
                return result;
            }
        }

        return new GradientCheckResult(name, [Block("point", shape, 1, entries)]);
    }

    /// <summary>Checks a gradient written as a function against a plain function of numbers.</summary>
    /// <inheritdoc cref="Of(Func{double[], double}, double[], double[], string)"/>
    public static GradientCheckResult Of(Func<double[], double> function, Func<double[], double[]> gradient, double[] point, string name = "function")
    {
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(point);
        return Of(function, point, gradient([.. point]), name);
    }
}
