namespace Backprop.Tests.Explanations;

/// <summary>A network of two layers over arrays, its gradient by hand in loops, and the mistakes that people make in it. It knows nothing of the library.</summary>
internal sealed class HandNetwork(int inputs, int hidden, int outputs, int rows, string activation, int seed)
{
    public static readonly string[] Names = ["W1", "b1", "W2", "b2", "x"];

    public double[][] Point()
    {
        var random = new Random(seed);
        double[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() * 2 - 1)];
        return [Draw(inputs * hidden), Draw(hidden), Draw(hidden * outputs), Draw(outputs), Draw(rows * inputs)];
    }

    private double Target(int row, int k) => (row * 7 + k * 3) % 5 == 0 ? 1 : 0;

    /// <summary>The mean over rows of −Σ y·ln softmax, for one output of the logistic loss.</summary>
    public double Loss(double[][] p)
    {
        double loss = 0;
        for (int r = 0; r < rows; r++)
        {
            (_, _, double[] z) = Forward(p, r);
            if (outputs == 1)
            {
                loss += Math.Max(z[0], 0) - z[0] * Target(r, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z[0])));
                continue;
            }

            double top = z.Max(), sum = z.Sum(value => Math.Exp(value - top));
            for (int k = 0; k < outputs; k++) loss -= Target(r, k) * (z[k] - top - Math.Log(sum));
        }

        return loss / rows;
    }

    public double[][] Gradient(double[][] p) => Gradient(p, "");

    public double[][] Gradient(double[][] p, string mistake)
    {
        double[][] g = [new double[inputs * hidden], new double[hidden], new double[hidden * outputs], new double[outputs], new double[rows * inputs]];
        double[] w2 = mistake == "updated-weight-in-chain" ? Updated(p) : p[2];
        for (int r = 0; r < rows; r++)
        {
            (double[] z1, double[] a, double[] z2) = Forward(p, r);
            double[] delta = Output(z2, r, mistake);
            for (int k = 0; k < outputs; k++)
            {
                for (int j = 0; j < hidden; j++) g[2][j * outputs + k] += delta[k] * (mistake == "input-for-activation" ? z1[j] : a[j]);
                if (mistake == "bias-from-one-sample") g[3][k] = delta[k];
                else g[3][k] += delta[k];
            }

            for (int j = 0; j < hidden; j++)
            {
                double back = 0;
                for (int k = 0; k < (mistake == "path-missing" ? 1 : outputs); k++) back += delta[k] * w2[mistake == "kernel-not-transposed" ? Math.Min(w2.Length - 1, k * hidden + j) : j * outputs + k];
                double d = mistake switch
                {
                    "derivative-missing" => back,
                    "derivative-twice" => back * Slope(z1[j]) * Slope(z1[j]),
                    "derivative-at-output" => back * Slope(a[j]),
                    "mask-of-gradient" => back > 0 ? back : 0,
                    _ => back * Slope(z1[j]),
                };
                for (int i = 0; i < inputs; i++)
                {
                    double own = d * p[4][r * inputs + i];
                    if (mistake == "overwritten") g[0][i * hidden + j] = own;
                    else g[0][i * hidden + j] += own;
                    g[4][r * inputs + i] += d * p[0][i * hidden + j];
                }

                g[1][j] += d;
            }
        }

        Spoil(g, mistake);
        return g;
    }

    private double[] Output(double[] z, int row, string mistake)
    {
        if (outputs == 1)
        {
            double s = 1 / (1 + Math.Exp(-z[0])), single = (s - Target(row, 0)) / rows;
            return [mistake == "fused-twice" ? single * s * (1 - s) : single];
        }

        double top = z.Max(), sum = z.Sum(value => Math.Exp(value - top)), weight = Enumerable.Range(0, outputs).Sum(k => Target(row, k));
        return [.. z.Select((value, k) =>
        {
            double s = Math.Exp(value - top) / sum, one = (weight * s - Target(row, k)) / rows;
            return mistake == "fused-twice" ? one * s * (1 - s) : one;
        })];
    }

    private void Spoil(double[][] g, string mistake)
    {
        switch (mistake)
        {
            case "twice-in-W2": Scale(g[2], 2); break;
            case "four-times-in-b1": Scale(g[1], 4); break;
            case "sum-for-mean": foreach (double[] block in g) Scale(block, rows); break;
            case "sign": foreach (double[] block in g) Scale(block, -1); break;
            case "zero": Scale(g[0], 0); break;
            case "wrong-digit": g[0][^1] *= 7.0 / 6; break;
            case "transposed": g[0] = [.. Enumerable.Range(0, inputs * hidden).Select(at => g[0][at % hidden * hidden + at / hidden])]; break;
            case "shifted": g[0] = [.. g[0][1..], g[0][0]]; break;
            case "small-block": Scale(g[3], 1.001); break;
            case "not-zeroed": foreach (double[] block in g) for (int i = 0; i < block.Length; i++) block[i] += 0.01; break;
            case "not-finite": g[2][0] = double.NaN; break;
        }
    }

    private static void Scale(double[] block, double by)
    {
        for (int i = 0; i < block.Length; i++) block[i] *= by;
    }

    private double[] Updated(double[][] p)
    {
        double[] step = Gradient(p)[2];
        return [.. p[2].Select((weight, i) => weight - 0.5 * step[i])];
    }

    private (double[] Z1, double[] A, double[] Z2) Forward(double[][] p, int r)
    {
        double[] z1 = [.. p[1]];
        for (int i = 0; i < inputs; i++)
        {
            for (int j = 0; j < hidden; j++) z1[j] += p[4][r * inputs + i] * p[0][i * hidden + j];
        }

        double[] a = [.. z1.Select(Activate)], z2 = [.. p[3]];
        for (int j = 0; j < hidden; j++)
        {
            for (int k = 0; k < outputs; k++) z2[k] += a[j] * p[2][j * outputs + k];
        }

        return (z1, a, z2);
    }

    private double Activate(double z) => activation switch { "tanh" => Math.Tanh(z), "relu" => Math.Max(0, z), "sin" => Math.Sin(3 * z), "softplus" => Math.Log(1 + Math.Exp(z)), _ => 1 / (1 + Math.Exp(-z)) };

    private double Slope(double z)
    {
        double s = 1 / (1 + Math.Exp(-z));
        return activation switch { "tanh" => 1 - Math.Tanh(z) * Math.Tanh(z), "relu" => z > 0 ? 1 : 0, "sin" => 3 * Math.Cos(3 * z), "softplus" => s, _ => s * (1 - s) };
    }
}
