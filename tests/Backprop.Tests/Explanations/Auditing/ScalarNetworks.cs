using Backprop.Layers;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Regularizers;
using Backprop.Tensors;
using Backprop.Training;
using Add = Backprop.Layers.Add;

namespace Backprop.Tests.Explanations.Auditing;

/// <summary>The architectures whose mistakes plain dense networks do not have.</summary>
internal static class ScalarNetworks
{
    private const double BatchEpsilon = 1e-3;

    public static IReadOnlyDictionary<string, Func<ScalarNetwork>> All { get; } = new Dictionary<string, Func<ScalarNetwork>>
    {
        ["batch normalisation"] = () => Normalised(false),
        ["layer normalisation"] = () => Normalised(true),
        ["attention"] = Attention,
        ["masked mean"] = Masked,
        ["masked recurrence"] = MaskedRecurrence,
        ["label smoothing"] = Smoothed,
        ["two outputs"] = TwoOutputs,
        ["shared layer"] = Shared,
        ["residual"] = Residual,
        ["penalties"] = Penalties,
        ["convolution"] = Convolution,
        ["lstm"] = () => Lstm(false),
        ["lstm sequence"] = () => Lstm(true),
        ["gru"] = () => Gru(false),
        ["gru sequence"] = () => Gru(true),
    };

    public static Tensor Numbers(int seed, params int[] shape)
    {
        var random = new Random(seed);
        return Tensor.From([.. Enumerable.Range(0, shape.Aggregate((a, b) => a * b)).Select(_ => (double)(float)Math.Round(2 * random.NextDouble() - 1, 3))], Shape.Create(shape));
    }

    private static Scalar[] Row(Tensor tensor, int row)
    {
        int width = (int)(tensor.Size / tensor.Shape[0]);
        return [.. tensor.ToArray<double>()[(row * width)..((row + 1) * width)].Select(value => (Scalar)value)];
    }

    /// <summary>The mean of squares over all rows and outputs.</summary>
    private static Scalar Squares(Scalar[][] outputs, Tensor y) => Scalar.Sum(outputs.SelectMany((row, r) => row.Select((value, k) => Square(value - Row(y, r)[k])))) / outputs.Sum(row => row.Length);

    private static Scalar Square(Scalar a) => a * a;

    private static Sequential Compiled(Sequential model, Loss? loss = null)
    {
        model.Compile(new Sgd(0.1), loss ?? new MeanSquaredError());
        return model;
    }

    private static Functional Compiled(Functional model)
    {
        model.Compile(new Sgd(0.1), new MeanSquaredError());
        return model;
    }

    private static ScalarNetwork Normalised(bool byLayer)
    {
        Tensor x = Numbers(1, 5, 3), y = Numbers(2, 5, 2);
        return new ScalarNetwork(
            type => Compiled(new Sequential(dtype: type) { new Dense(3, "tanh", inputDim: 3, name: "first"), byLayer ? new LayerNormalization(name: "norm") : new BatchNormalization(name: "norm"), new Dense(2, name: "last") }), x, y,
            (w, mistake) =>
            {
                Scalar[][] a = [.. Enumerable.Range(0, 5).Select(r => w.Affine(Row(x, r), "first").Select(Scalar.Tanh).ToArray())];
                var rows = new Scalar[5][];
                for (int r = 0; r < 5; r++)
                {
                    rows[r] = new Scalar[3];
                    for (int j = 0; j < 3; j++)
                    {
                        Scalar[] among = byLayer ? a[r] : [.. a.Select(row => row[j])];
                        Scalar mean = Scalar.Sum(among) / among.Length, variance = Scalar.Sum(among.Select(value => Square(value - mean))) / among.Length;
                        if (mistake == "statistics-constant") (mean, variance) = (mean.Stopped, variance.Stopped);
                        if (mistake == "inference-statistics") (mean, variance) = (w["norm/moving_mean"][j], w["norm/moving_variance"][j]);
                        rows[r][j] = (a[r][j] - mean) / Scalar.Sqrt(variance + BatchEpsilon) * w["norm/gamma"][j] + w["norm/beta"][j];
                    }
                }

                return Squares([.. rows.Select(row => w.Affine(row, "last"))], y);
            });
    }

    private static ScalarNetwork Attention()
    {
        const int Rows = 2, Steps = 3, Width = 4, Heads = 2, Keys = 3;
        Tensor x = Numbers(3, Rows, Steps, Width), y = Numbers(4, Rows, Steps, Width);
        return new ScalarNetwork(
            type =>
            {
                SymbolicTensor input = Input.Of([Steps, Width], type);
                return Compiled(new Functional(input, new MultiHeadAttention(Heads, Keys, name: "attention").Apply(input, input)));
            }, x, y,
            (w, mistake) =>
            {
                var outputs = new List<Scalar[]>();
                for (int r = 0; r < Rows; r++)
                {
                    Scalar[][] tokens = [.. Enumerable.Range(0, Steps).Select(t => Row(x, r)[(t * Width)..((t + 1) * Width)])];
                    Scalar[][] Project(string name) => [.. tokens.Select(token => w.Affine(token, $"attention/{name}"))];
                    (Scalar[][] q, Scalar[][] k, Scalar[][] v) = (Project("query"), Project("key"), Project("value"));
                    for (int t = 0; t < Steps; t++)
                    {
                        var joined = new Scalar[Heads * Keys];
                        for (int head = 0; head < Heads; head++)
                        {
                            IEnumerable<int> own = Enumerable.Range(head * Keys, Keys);
                            double scale = 1 / Math.Sqrt(Keys);
                            Scalar[] share = Scalar.Softmax([.. Enumerable.Range(0, Steps).Select(s =>
                            {
                                Scalar score = Scalar.Sum(own.Select(d => q[t][d] * k[s][d]));
                                return mistake == "attention-scale-missing" ? Scalar.TimesForgotten(score, scale) : score * scale;
                            })]);
                            if (mistake == "frozen-scores") share = [.. share.Select(one => one.Stopped)];
                            foreach (int d in own) joined[d] = Scalar.Sum(share.Select((one, s) => one * v[s][d]));
                        }

                        outputs.Add(w.Affine(joined, "attention/attention_output"));
                    }
                }

                double[] wanted = y.ToArray<double>();
                return Scalar.Sum(outputs.SelectMany((row, i) => row.Select((value, j) => Square(value - wanted[i * Width + j])))) / wanted.Length;
            });
    }

    private static readonly int[,] s_tokens = { { 1, 3, 0, 0 }, { 2, 5, 4, 0 }, { 3, 3, 1, 2 } };

    private static ScalarNetwork Masked()
    {
        Tensor y = Numbers(6, 3, 1);
        return new ScalarNetwork(
            type => Compiled(new Sequential(dtype: type) { new InputLayer([4], dtype: DType.Int32), new Embedding(6, 3, maskZero: true, name: "embedding"), new GlobalAveragePooling1D(), new Dense(1, "tanh", name: "last") }), Tensor.From(s_tokens), y,
            (w, mistake) => Squares([.. Enumerable.Range(0, 3).Select(r =>
            {
                int[] steps = [.. Enumerable.Range(0, 4).Where(t => s_tokens[r, t] != 0 || mistake == "mask-ignored")];
                Scalar[] mean = [.. Enumerable.Range(0, 3).Select(j => Scalar.Sum(steps.Select(t => w["embedding/embeddings"][s_tokens[r, t] * 3 + j])) / steps.Length)];
                return w.Affine(mean, "last").Select(Scalar.Tanh).ToArray();
            })], y));
    }

    private static ScalarNetwork MaskedRecurrence()
    {
        Tensor y = Numbers(7, 3, 2);
        return new ScalarNetwork(
            type => Compiled(new Sequential(dtype: type) { new InputLayer([4], dtype: DType.Int32), new Embedding(6, 3, maskZero: true, name: "embedding"), new SimpleRNN(2, name: "rnn") }), Tensor.From(s_tokens), y,
            (w, mistake) => Squares([.. Enumerable.Range(0, 3).Select(r =>
            {
                Scalar[] h = [0, 0];
                for (int t = 0; t < 4; t++)
                {
                    if (s_tokens[r, t] == 0 && mistake != "mask-ignored") continue;
                    Scalar[] z = w.Affine(w["embedding/embeddings"][(s_tokens[r, t] * 3)..(s_tokens[r, t] * 3 + 3)], "rnn/simple_rnn_cell"), u = w.Affine(h, "rnn/simple_rnn_cell", "recurrent_kernel", null);
                    h = [.. z.Zip(u, (a, b) => Scalar.Tanh(a + b))];
                }

                return h;
            })], y));
    }

    private static ScalarNetwork Smoothed()
    {
        Tensor x = Numbers(8, 4, 3), y = new double[,] { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, { 0, 1, 0 } };
        return new ScalarNetwork(
            type => Compiled(new Sequential(dtype: type) { new Dense(4, "tanh", inputDim: 3, name: "first"), new Dense(3, "softmax", name: "last") }, new CategoricalCrossentropy(labelSmoothing: 0.2)), x, y,
            (w, mistake) => Scalar.Sum(Enumerable.Range(0, 4).SelectMany(r =>
            {
                Scalar[] p = Scalar.Softmax(w.Affine([.. w.Affine(Row(x, r), "first").Select(Scalar.Tanh)], "last"));
                return p.Select((one, k) => Scalar.Log(one) * -(mistake == "label-smoothing-ignored" ? y.GetDouble(r, k) : y.GetDouble(r, k) * 0.8 + 0.2 / 3));
            })) / 4);
    }

    private static ScalarNetwork TwoOutputs()
    {
        Tensor x = Numbers(9, 4, 3), first = Numbers(10, 4, 2), second = Numbers(11, 4, 1);
        return new ScalarNetwork(
            type =>
            {
                SymbolicTensor input = Input.Of([3], type), h = new Dense(3, "tanh", name: "hidden").Apply(input);
                var model = new Functional([input], [new Dense(2, name: "a").Apply(h), new Dense(1, name: "b").Apply(h)]);
                model.Compile(new Sgd(0.1), [new MeanSquaredError(), new MeanSquaredError()], [1, 0.3]);
                return model;
            }, x, TensorSet.Create([first, second]),
            (w, mistake) =>
            {
                Scalar[][] h = [.. Enumerable.Range(0, 4).Select(r => w.Affine(Row(x, r), "hidden").Select(Scalar.Tanh).ToArray())];
                return Squares([.. h.Select(row => w.Affine(row, "a"))], first) + Squares([.. h.Select(row => w.Affine(row, "b"))], second) * (mistake == "loss-weight-ignored" ? 1 : 0.3);
            });
    }

    private static ScalarNetwork Shared()
    {
        Tensor x = Numbers(12, 4, 3), y = Numbers(13, 4, 2);
        return new ScalarNetwork(
            type =>
            {
                SymbolicTensor input = Input.Of([3], type);
                var shared = new Dense(3, "tanh", name: "shared");
                return Compiled(new Functional(input, new Dense(2, name: "last").Apply(shared.Apply(shared.Apply(input)))));
            }, x, y,
            (w, mistake) =>
            {
                // The weights of the first use stand still where only the last is counted.
                var still = new ScalarWeights();
                still.Add("shared/kernel", [.. w["shared/kernel"].Select(one => one.Value)]);
                still.Add("shared/bias", [.. w["shared/bias"].Select(one => one.Value)]);
                return Squares([.. Enumerable.Range(0, 4).Select(r => w.Affine([.. w.Affine([.. (mistake == "shared-weight-last-use" ? still : w).Affine(Row(x, r), "shared").Select(Scalar.Tanh)], "shared").Select(Scalar.Tanh)], "last"))], y);
            });
    }

    private static ScalarNetwork Residual()
    {
        Tensor x = Numbers(14, 4, 3), y = Numbers(15, 4, 2);
        return new ScalarNetwork(
            type =>
            {
                SymbolicTensor input = Input.Of([3], type), h = new Dense(3, "tanh", name: "first").Apply(input);
                return Compiled(new Functional(input, new Dense(2, name: "last").Apply(new Add().Apply(h, new Dense(3, "sigmoid", name: "branch").Apply(h)))));
            }, x, y,
            (w, mistake) => Squares([.. Enumerable.Range(0, 4).Select(r =>
            {
                Scalar[] h = [.. w.Affine(Row(x, r), "first").Select(Scalar.Tanh)];
                Scalar[] branch = [.. w.Affine(h, "branch").Select(Scalar.Sigmoid)];
                return w.Affine([.. h.Zip(branch, (a, b) => (mistake == "residual-missing" ? a.Stopped : a) + (mistake == "residual-missing branch" ? b.Stopped : b))], "last");
            })], y));
    }

    private static ScalarNetwork Penalties()
    {
        Tensor x = Numbers(16, 5, 3), y = Numbers(17, 5, 2);
        return new ScalarNetwork(
            type => Compiled(new Sequential(dtype: type) { new Dense(4, "tanh", kernelRegularizer: new L2(0.0625), inputDim: 3, name: "first"), new Dense(2, kernelRegularizer: new L2(0.0625), name: "last") }), x, y,
            (w, mistake) =>
            {
                Scalar loss = Squares([.. Enumerable.Range(0, 5).Select(r => w.Affine([.. w.Affine(Row(x, r), "first").Select(Scalar.Tanh)], "last"))], y);
                IEnumerable<string> penalised = mistake == "regulariser-missing" ? [] : mistake == "bias-regularised" ? ["first/kernel", "first/bias", "last/kernel", "last/bias"] : ["first/kernel", "last/kernel"];
                return loss + Scalar.Sum(penalised.SelectMany(path => w[path]).Select(Square)) * (mistake == "regulariser-half" ? 0.03125 : 0.0625);
            });
    }

    private static ScalarNetwork Convolution()
    {
        const int Rows = 3, Length = 6, Channels = 2, Size = 3, Filters = 2, After = 4;
        Tensor x = Numbers(18, Rows, Length, Channels), y = Numbers(19, Rows, 1);
        return new ScalarNetwork(
            type => Compiled(new Sequential(dtype: type) { new InputLayer([Length, Channels]), new Conv1D(Filters, Size, activation: "tanh", name: "conv"), new Flatten(), new Dense(1, name: "last") }), x, y,
            (w, _) => Squares([.. Enumerable.Range(0, Rows).Select(r =>
            {
                Scalar[] row = Row(x, r);
                var cells = new Scalar[After * Filters];
                for (int t = 0; t < After; t++)
                {
                    for (int f = 0; f < Filters; f++) cells[t * Filters + f] = Scalar.Tanh(Scalar.Sum(Enumerable.Range(0, Size * Channels).Select(i => row[t * Channels + i] * w["conv/kernel"][i * Filters + f])) + w["conv/bias"][f]);
                }

                return w.Affine(cells, "last");
            })], y))
        {
            After = (mistake, path, values) => (mistake, path) switch
            {
                ("kernel-flipped", "conv/kernel") => [.. Enumerable.Range(0, values.Length).Select(i => values[(Size - 1 - i / (Channels * Filters)) * Channels * Filters + i % (Channels * Filters)])],
                ("wrong-order", "last/kernel") => [.. Enumerable.Range(0, values.Length).Select(i => values[i % After * Filters + i / After])],
                _ => values,
            },
        };
    }

    private static ScalarNetwork Lstm(bool everyStep)
    {
        const int Rows = 3, Steps = 3, Units = 2;
        Tensor x = Numbers(20, Rows, Steps, 2), y = everyStep ? Numbers(21, Rows, Steps, Units) : Numbers(21, Rows, Units);
        return new ScalarNetwork(
            type => Compiled(new Sequential(dtype: type) { new InputLayer([Steps, 2]), new LSTM(Units, returnSequences: everyStep, name: "lstm") }), x, y,
            (w, mistake) => Squares([.. Enumerable.Range(0, Rows).Select(r =>
            {
                Scalar[] h = [0, 0], c = [0, 0];
                var states = new List<Scalar>();
                for (int t = 0; t < Steps; t++)
                {
                    if (mistake is "recurrent-path-missing") (h, c) = ([.. h.Select(one => one.Stopped)], [.. c.Select(one => one.Stopped)]);
                    if (mistake is "recurrent-path-missing h") h = [.. h.Select(one => one.Stopped)];
                    Scalar[] z = w.Affine(Row(x, r)[(2 * t)..(2 * t + 2)], "lstm/lstm_cell"), u = w.Affine(h, "lstm/lstm_cell", "recurrent_kernel", null);
                    Scalar[] gates = [.. z.Zip(u, (a, b) => a + b)];
                    c = [.. Enumerable.Range(0, Units).Select(j => Scalar.Sigmoid(gates[Units + j]) * c[j] + Scalar.Sigmoid(gates[j]) * Scalar.Tanh(gates[2 * Units + j]))];
                    h = [.. Enumerable.Range(0, Units).Select(j => Scalar.Sigmoid(gates[3 * Units + j]) * Scalar.Tanh(c[j]))];
                    states.AddRange(h);
                    if (mistake == "last-step-only" && t == Steps - 2) (h, c) = ([.. h.Select(one => one.Stopped)], [.. c.Select(one => one.Stopped)]);
                }

                return everyStep ? [.. states] : h;
            })], y));
    }

    private static ScalarNetwork Gru(bool everyStep)
    {
        const int Rows = 3, Steps = 3, Units = 2;
        Tensor x = Numbers(22, Rows, Steps, 2), y = everyStep ? Numbers(23, Rows, Steps, Units) : Numbers(23, Rows, Units);
        return new ScalarNetwork(
            type => Compiled(new Sequential(dtype: type) { new InputLayer([Steps, 2]), new GRU(Units, returnSequences: everyStep, name: "gru") }), x, y,
            (w, mistake) => Squares([.. Enumerable.Range(0, Rows).Select(r =>
            {
                Scalar[] h = [0, 0], bias = w["gru/gru_cell/bias"];
                var states = new List<Scalar>();
                for (int t = 0; t < Steps; t++)
                {
                    if (mistake == "recurrent-path-missing") h = [.. h.Select(one => one.Stopped)];
                    Scalar[] z = w.Affine(Row(x, r)[(2 * t)..(2 * t + 2)], "gru/gru_cell", bias: null), u = w.Affine(h, "gru/gru_cell", "recurrent_kernel", null);
                    Scalar Gate(int gate, int j) => z[gate * Units + j] + bias[gate * Units + j];
                    Scalar Past(int gate, int j) => u[gate * Units + j] + bias[3 * Units + gate * Units + j];
                    Scalar[] old = h;
                    h = [.. Enumerable.Range(0, Units).Select(j =>
                    {
                        Scalar update = Scalar.Sigmoid(Gate(0, j) + Past(0, j)), reset = Scalar.Sigmoid(Gate(1, j) + Past(1, j));
                        return update * old[j] + (1 - update) * Scalar.Tanh(Gate(2, j) + reset * Past(2, j));
                    })];
                    states.AddRange(h);
                    if (mistake == "last-step-only" && t == Steps - 2) h = [.. h.Select(one => one.Stopped)];
                }

                return everyStep ? [.. states] : h;
            })], y));
    }
}
