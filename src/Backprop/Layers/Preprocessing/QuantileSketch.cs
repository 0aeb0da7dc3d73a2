namespace Backprop.Layers;

/// <summary>
/// Boundaries that share numbers out evenly, found as Keras finds them: about 1/ε of the numbers are kept, each with a weight, and boundaries are interpolated
/// between them. Every rounding to float32 is Keras' own. Source: <c>summarize</c>, <c>compress_summary</c> in keras/src/layers/preprocessing/discretization.py.
/// </summary>
internal static class QuantileSketch
{
    public static double[] Boundaries(float[] numbers, int bins, double epsilon)
    {
        (float[] Values, float[] Weights) summary = Compress(Summarize(numbers, epsilon), epsilon);
        (float[] values, _) = Compress(summary, 1.0 / bins);
        return [.. values[..^1].Select(value => (double)value)];
    }

    private static (float[] Values, float[] Weights) Summarize(float[] numbers, double epsilon)
    {
        float[] sorted = [.. numbers.Order()];
        double increment = sorted.Length / (1.0 / epsilon), step = Math.Max(increment, 1);
        var values = new List<float>();
        for (int i = (int)increment; i < sorted.Length; i += (int)step) values.Add(sorted[i]);
        return ([.. values], [.. values.Select(_ => (float)step)]);
    }

    private static (float[] Values, float[] Weights) Compress((float[] Values, float[] Weights) summary, double epsilon)
    {
        if (summary.Values.Length * epsilon < 1) return summary;
        var sums = new float[summary.Weights.Length];
        float total = 0;
        for (int i = 0; i < sums.Length; i++) sums[i] = total += summary.Weights[i];
        double[] shares = [.. sums.Select(sum => (double)(sum / total))];
        double[] wanted = [.. Enumerable.Range(0, (int)Math.Ceiling(1.0 / epsilon)).Select(i => epsilon + i * epsilon)];
        double[] at = [.. wanted.Select(share => Interpolate(share, shares, sums))];
        return ([.. wanted.Select(share => (float)Interpolate(share, shares, summary.Values))], [.. at.Select((sum, i) => (float)(sum - (i == 0 ? 0 : at[i - 1])))]);
    }

    /// <summary>Along straight lines between points, level outside of them; x ascends. As numpy.interp.</summary>
    private static double Interpolate(double at, double[] x, float[] y)
    {
        if (at <= x[0]) return y[0];
        if (at >= x[^1]) return y[^1];
        int right = Array.FindIndex(x, value => value > at);
        double slope = ((double)y[right] - y[right - 1]) / (x[right] - x[right - 1]);
        return slope * (at - x[right - 1]) + y[right - 1];
    }
}
