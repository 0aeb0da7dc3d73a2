namespace Backprop.Tests.Layers;

/// <summary>LSTM and GRU in plain loops over one sample at a time, written from Keras' documentation: the witness for the layers.</summary>
internal static class RecurrentReference
{
    /// <summary>The outputs of every step and the last states h, c.</summary>
    /// <param name="x">The sequence of one sample.</param>
    /// <param name="real">Which steps are real.</param>
    /// <param name="kernel">(in, 4·units), the gates i, f, c, o.</param>
    /// <param name="recurrent">(units, 4·units).</param>
    /// <param name="bias">(4·units,).</param>
    public static (double[][] Outputs, double[] H, double[] C) Lstm(double[][] x, bool[] real, double[,] kernel, double[,] recurrent, double[] bias)
    {
        int units = bias.Length / 4;
        double[] h = new double[units], c = new double[units], last = new double[units];
        var outputs = new double[x.Length][];
        for (int t = 0; t < x.Length; t++)
        {
            if (real[t])
            {
                double[] newH = new double[units], newC = new double[units];
                for (int u = 0; u < units; u++)
                {
                    double i = Sigmoid(Sum(0)), f = Sigmoid(Sum(1)), g = Math.Tanh(Sum(2)), o = Sigmoid(Sum(3));
                    newC[u] = f * c[u] + i * g;
                    newH[u] = o * Math.Tanh(newC[u]);

                    double Sum(int gate) => bias[gate * units + u] + Column(x[t], kernel, gate * units + u) + Column(h, recurrent, gate * units + u);
                }

                (h, c, last) = (newH, newC, newH);
            }

            outputs[t] = last;
        }

        return (outputs, h, c);
    }

    /// <summary>The outputs of every step; the last one is the state.</summary>
    /// <param name="x">The sequence of one sample.</param>
    /// <param name="real">Which steps are real.</param>
    /// <param name="kernel">(in, 3·units), the gates z, r, h.</param>
    /// <param name="recurrent">(units, 3·units).</param>
    /// <param name="bias">3·units numbers, and as many again when the reset comes after the product.</param>
    /// <param name="resetAfter">Whether the reset comes after the product.</param>
    public static double[][] Gru(double[][] x, bool[] real, double[,] kernel, double[,] recurrent, double[] bias, bool resetAfter)
    {
        int units = recurrent.GetLength(0);
        var h = new double[units];
        var outputs = new double[x.Length][];
        for (int t = 0; t < x.Length; t++)
        {
            if (real[t])
            {
                double[] z = new double[units], r = new double[units], next = new double[units];
                for (int u = 0; u < units; u++)
                {
                    z[u] = Sigmoid(Input(0, u) + State(h, 0, u));
                    r[u] = Sigmoid(Input(1, u) + State(h, 1, u));
                }

                double[] reset = [.. h.Select((value, u) => value * r[u])];
                for (int u = 0; u < units; u++)
                {
                    double candidate = Math.Tanh(Input(2, u) + (resetAfter ? r[u] * State(h, 2, u) : State(reset, 2, u)));
                    next[u] = z[u] * h[u] + (1 - z[u]) * candidate;
                }

                h = next;
            }

            outputs[t] = h;

            double Input(int gate, int u) => bias[gate * units + u] + Column(x[t], kernel, gate * units + u);
            double State(double[] state, int gate, int u) => (resetAfter ? bias[(3 + gate) * units + u] : 0) + Column(state, recurrent, gate * units + u);
        }

        return outputs;
    }

    private static double Column(double[] row, double[,] matrix, int column)
    {
        double sum = 0;
        for (int i = 0; i < row.Length; i++) sum += row[i] * matrix[i, column];
        return sum;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
