using Backprop.Explanations.Auditing;
using Backprop.Losses;
using Backprop.Tensors;

namespace Backprop.Explanations.Mistakes;

/// <summary>Changes of numbers that several mistakes share.</summary>
internal static class Change
{
    /// <summary>Everything times a factor; with penalties also only what comes from the data.</summary>
    public static IEnumerable<Hypothesis> Scale(Mistake mistake, Situation situation, double factor, string done)
    {
        if (factor == 1 || factor == 0) yield break;
        yield return new Hypothesis(mistake, null, done) { Numbers = numbers => [.. numbers.Select(values => Times(values, factor))], Value = factor };
        if (situation.Penalties is not { } penalties) yield break;
        yield return new Hypothesis(mistake, null, done + ", apart from the penalty")
        {
            Numbers = numbers => [.. numbers.Select((values, weight) => values.Zip(penalties[weight], (value, penalty) => factor * (value - penalty) + penalty).ToArray())], Value = factor,
        };
    }

    /// <summary>A change of one weight's numbers.</summary>
    public static Hypothesis Of(Mistake mistake, Situation situation, int changed, string done, Func<double[], double[]> change) => new(mistake, situation.LayerOf(changed), done)
    {
        Numbers = numbers => [.. numbers.Select((values, weight) => weight == changed ? change(values) : values)],
    };

    /// <summary>Numbers times a factor.</summary>
    public static double[] Times(double[] values, double factor) => Array.ConvertAll(values, value => value * factor);

    /// <summary>Two axes exchanged that are equally long.</summary>
    public static double[] Exchange(double[] values, Shape shape, int a, int b)
    {
        int[] axes = [.. Enumerable.Range(0, shape.Rank)];
        (a, b) = (shape.Axis(a), shape.Axis(b));
        (axes[a], axes[b]) = (axes[b], axes[a]);
        return Permute(values, shape, axes);
    }

    /// <summary>The numbers with their axes in another order, row by row.</summary>
    public static double[] Permute(double[] values, Shape shape, int[] axes)
    {
        var strides = new int[axes.Length];
        for (int axis = axes.Length - 1, stride = 1; axis >= 0; stride *= shape[axis--]) strides[axis] = stride;
        var result = new double[values.Length];
        var index = new int[axes.Length];
        for (int i = 0; i < result.Length; i++)
        {
            int from = 0;
            for (int axis = 0; axis < axes.Length; axis++) from += index[axis] * strides[axes[axis]];
            result[i] = values[from];
            for (int axis = axes.Length - 1; axis >= 0 && ++index[axis] == shape[axes[axis]]; axis--) index[axis] = 0;
        }

        return result;
    }

    /// <summary>Two columns exchanged.</summary>
    public static double[] Swap(double[] values, int units, int first, int second)
    {
        double[] result = [.. values];
        for (int row = 0; row + units <= result.Length; row += units) (result[row + first], result[row + second]) = (result[row + second], result[row + first]);
        return result;
    }

    /// <summary>Two rows exchanged.</summary>
    public static double[] SwapRows(double[] values, int units, int first, int second)
    {
        double[] result = [.. values];
        for (int unit = 0; unit < units; unit++) (result[first * units + unit], result[second * units + unit]) = (result[second * units + unit], result[first * units + unit]);
        return result;
    }

    /// <summary>The numbers moved along an axis, from the end to the start.</summary>
    public static double[] Roll(double[] values, Shape shape, int axis, int by)
    {
        int length = shape[axis], inner = 1;
        for (int behind = axis + 1; behind < shape.Rank; behind++) inner *= shape[behind];
        var result = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int at = i / inner % length, to = ((at + by) % length + length) % length;
            result[i + (to - at) * inner] = values[i];
        }

        return result;
    }

    /// <summary>The constant by which claimed gradients, or steps, differ from those so far; null where there is none, or too few numbers to say so.</summary>
    public static double? Ratio(Situation situation, State current, Func<int, bool> has, bool ofSteps = false)
    {
        (double ratio, double largest) = (0, 0);
        var pairs = new List<(double Claimed, double Now)>();
        foreach (ClaimedNumbers claim in situation.Claims.Where(claim => has(claim.Weight) && (!ofSteps || claim.IsUpdate)))
        {
            double[] now = claim.In(current);
            double[]? before = claim.IsUpdate ? situation.Before(claim.Weight) : null;
            for (int i = 0; i < now.Length; i++)
            {
                (double claimed, double value) = (claim.Values[i] - (before?[i] ?? 0), now[i] - (before?[i] ?? 0));
                pairs.Add((claimed, value));
                if (Math.Abs(value) > largest) (largest, ratio) = (Math.Abs(value), claimed / value);
            }
        }

        // A factor 0 is another mistake; a single number has a ratio to any other.
        if (ratio == 0 || !double.IsFinite(ratio) || Math.Abs(ratio - 1) < 1e-5 || pairs.Count(pair => Math.Abs(pair.Now) > 1e-3 * largest) < 2) return null;
        double tolerance = situation.Claims.Max(claim => claim.Digits) > 12 ? 1e-5 : 0.05;
        if (!pairs.All(pair => Math.Abs(pair.Claimed - ratio * pair.Now) <= tolerance * largest * Math.Abs(ratio))) return null;
        // Of rounded numbers the shortest ratio that gives them all: the one from the largest entry has that entry's rounding.
        double quantum = situation.Claims.Max(claim => claim.Quantum);
        for (int digits = 1; quantum > 0 && digits <= 8; digits++)
        {
            double shorter = double.Parse(ratio.ToString($"G{digits}", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
            if (shorter != 1 && pairs.All(pair => Math.Abs(pair.Claimed - shorter * pair.Now) <= quantum)) return shorter;
        }

        return Nice(ratio);
    }

    /// <summary>Whether a loss is made of logarithms of predictions.</summary>
    public static bool HasLogarithm(Loss loss) => loss is BinaryCrossentropy or CategoricalCrossentropy or SparseCategoricalCrossentropy or CrossentropyByShape or KLDivergence or Poisson
        or BinaryFocalCrossentropy or CategoricalFocalCrossentropy or CategoricalGeneralizedCrossEntropy;

    /// <summary>A ratio without the noise of its last digits.</summary>
    private static double Nice(double ratio)
    {
        double rounded = double.Parse(ratio.ToString("G9", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
        return Math.Abs(rounded - ratio) < 1e-11 * Math.Abs(ratio) ? rounded : ratio;
    }
}
