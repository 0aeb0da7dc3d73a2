namespace Backprop.Tests.Explanations.Auditing;

/// <summary>
/// A dense network in plain loops, with mistakes that can be built into the way back: a stranger to the library, so that what it plants is evidence.
/// Kernels are (inputs, units). The loss is the mean over the rows: "mse" also over the outputs, "bce" with sigmoid, "cce" with softmax.
/// </summary>
internal sealed class LoopNetwork
{
    public LoopNetwork(int[] sizes, string[] functions, string loss, int rows, int seed)
    {
        (Sizes, Functions, Loss, Rows) = (sizes, functions, loss, rows);
        var random = new Random(seed);
        Kernels = [.. functions.Select((_, l) => Fill(new double[sizes[l], sizes[l + 1]]))];
        Biases = [.. functions.Select((_, l) => Fill(new double[1, sizes[l + 1]]))];
        X = Fill(new double[rows, sizes[0]]);
        Y = Fill(new double[rows, sizes[^1]]);
        for (int row = 0; row < rows; row++)
        {
            int label = random.Next(sizes[^1]);
            for (int j = 0; j < sizes[^1]; j++)
            {
                if (loss == "cce") Y[row, j] = j == label ? 1 : 0;
                if (loss == "bce") Y[row, j] = random.Next(2);
            }
        }

        double[,] Fill(double[,] values)
        {
            for (int i = 0; i < values.GetLength(0); i++)
            {
                for (int j = 0; j < values.GetLength(1); j++) values[i, j] = random.NextDouble() * 2.4 - 1.2;
            }

            return values;
        }
    }

    public int[] Sizes { get; }

    public string[] Functions { get; }

    public string Loss { get; }

    public int Rows { get; }

    public double Rate { get; init; } = 0.05;

    public double[][,] Kernels { get; }

    public double[][,] Biases { get; }

    public double[,] X { get; }

    public double[,] Y { get; }

    public int Last => Functions.Length - 1;

    /// <summary>The gradients of kernels and biases with a mistake at a layer; "" for none.</summary>
    public (double[][,] Kernels, double[][,] Biases) Gradients(string mistake = "", int at = -1)
    {
        double[][,] kernels = [.. Kernels.Select(k => new double[k.GetLength(0), k.GetLength(1)])], biases = [.. Biases.Select(b => new double[1, b.GetLength(1)])];
        var deltas = new double[Functions.Length][,];
        var zs = new double[Functions.Length][,];
        var activations = new double[Functions.Length + 1][,];
        activations[0] = X;
        for (int l = 0; l <= Last; l++) (zs[l], activations[l + 1]) = Forward(l, activations[l]);
        for (int l = Last; l >= 0; l--)
        {
            deltas[l] = new double[Rows, Sizes[l + 1]];
            double[,] upstream = l == Last ? Upstream(activations[^1], mistake) : Back(l + 1, deltas[l + 1], mistake, at, kernels);
            for (int row = 0; row < Rows; row++) Local(l, row, zs[l], activations[l + 1], upstream, deltas[l], at == l ? mistake : "");
            if (l == Last && mistake == "fused-without-cross-entropy")
            {
                for (int row = 0; row < Rows; row++)
                {
                    for (int j = 0; j < Sizes[^1]; j++) deltas[l][row, j] = (activations[^1][row, j] - Y[row, j]) / Rows;
                }
            }

            double[,] input = mistake == "input-for-activation" && at == l ? zs[l - 1] : activations[l];
            for (int row = 0; row < Rows; row++)
            {
                double share = mistake == "sample-missing" ? (row == at ? 0 : (double)Rows / (Rows - 1)) : mistake == "not-zeroed" ? Rows - row : 1;
                for (int j = 0; j < Sizes[l + 1]; j++)
                {
                    for (int i = 0; i < Sizes[l]; i++) kernels[l][i, j] += share * input[row, i] * deltas[l][row, j];
                    if (mistake != "bias-from-one-sample" || at != l || row == 1) biases[l][0, j] += share * deltas[l][row, j];
                }
            }
        }

        return (kernels, biases);
    }

    /// <summary>The binary cross-entropy as courses write it, with log(1 − σ), which loses digits where σ is near 1.</summary>
    public double Cost()
    {
        double[,] a = X;
        for (int l = 0; l <= Last; l++) a = Forward(l, a).A;
        double sum = 0;
        for (int row = 0; row < Rows; row++) sum += -Math.Log(a[row, 0]) * Y[row, 0] - Math.Log(1 - a[row, 0]) * (1 - Y[row, 0]);
        return sum / Rows;
    }

    private (double[,] Z, double[,] A) Forward(int l, double[,] input)
    {
        var z = new double[Rows, Sizes[l + 1]];
        var a = new double[Rows, Sizes[l + 1]];
        for (int row = 0; row < Rows; row++)
        {
            double sum = 0;
            for (int j = 0; j < Sizes[l + 1]; j++)
            {
                z[row, j] = Biases[l][0, j];
                for (int i = 0; i < Sizes[l]; i++) z[row, j] += input[row, i] * Kernels[l][i, j];
                a[row, j] = Functions[l] == "softmax" ? Math.Exp(z[row, j]) : Value(Functions[l], z[row, j]);
                sum += a[row, j];
            }

            for (int j = 0; j < Sizes[l + 1] && Functions[l] == "softmax"; j++) a[row, j] /= sum;
        }

        return (z, a);
    }

    /// <summary>The derivative of the loss by the outputs.</summary>
    private double[,] Upstream(double[,] p, string mistake)
    {
        var result = new double[Rows, Sizes[^1]];
        for (int row = 0; row < Rows; row++)
        {
            int target = mistake == "targets-misaligned" ? (row + 1) % Rows : row;
            for (int j = 0; j < Sizes[^1]; j++)
            {
                double y = Y[target, j], o = p[row, j];
                result[row, j] = Loss switch
                {
                    "mse" => 2 * (o - y) / (Rows * Sizes[^1]),
                    "bce" => (-y / o + (1 - y) / (1 - o)) / (Rows * Sizes[^1]),
                    _ => -y / o / Rows,
                };
            }
        }

        return result;
    }

    /// <summary>From the gradient of a to that of z, of one row.</summary>
    private void Local(int l, int row, double[,] z, double[,] a, double[,] upstream, double[,] delta, string mistake)
    {
        int n = Sizes[l + 1];
        for (int j = 0; j < n; j++)
        {
            if (Functions[l] == "softmax")
            {
                double sum = 0;
                for (int k = 0; k < n; k++) sum += upstream[row, k] * a[row, k] * ((j == k ? 1 : 0) - a[row, j]);
                delta[row, j] = mistake switch
                {
                    "softmax-diagonal" => upstream[row, j] * a[row, j] * (1 - a[row, j]),
                    "activation-derivative-twice" => sum * a[row, j] * (1 - a[row, j]),
                    _ => sum,
                };
                continue;
            }

            double slope = Slope(Functions[l], z[row, j]), u = upstream[row, j];
            delta[row, j] = mistake switch
            {
                "activation-derivative-missing" => u,
                "activation-derivative-twice" => u * slope * slope,
                "derivative-at-output" => u * Slope(Functions[l], a[row, j]),
                "wrong-activation-derivative" => u * Slope(Functions[l] == "tanh" ? "sigmoid" : "tanh", z[row, j]),
                "relu-mask-of-gradient" => u > 0 ? u : 0,
                _ => u * slope,
            };
        }
    }

    /// <summary>From the gradient of a layer's z to that of the layer's input.</summary>
    private double[,] Back(int l, double[,] delta, string mistake, int at, double[][,] gradients)
    {
        var result = new double[Rows, Sizes[l]];
        for (int row = 0; row < Rows; row++)
        {
            for (int i = 0; i < Sizes[l]; i++)
            {
                for (int j = 0; j < Sizes[l + 1]; j++)
                {
                    double w = Kernels[l][i, j];
                    if (mistake == "updated-weight-in-chain") w -= Rate * gradients[l][i, j];
                    if (mistake == "kernel-not-transposed" && at == l) w = Kernels[l][j, i];
                    if (mistake == "path-missing" && at == l && j != 0) continue;
                    result[row, i] += w * delta[row, j];
                }
            }
        }

        return result;
    }

    private static double Value(string function, double z) => function switch
    {
        "sigmoid" => 1 / (1 + Math.Exp(-z)),
        "tanh" => Math.Tanh(z),
        "relu" => z > 0 ? z : 0,
        _ => z,
    };

    private static double Slope(string function, double z) => function switch
    {
        "sigmoid" => Value("sigmoid", z) * (1 - Value("sigmoid", z)),
        "tanh" => 1 - Math.Tanh(z) * Math.Tanh(z),
        "relu" => z > 0 ? 1 : 0,
        _ => 1,
    };
}
