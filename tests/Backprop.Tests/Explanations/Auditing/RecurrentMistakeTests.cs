using Backprop.Explanations.Auditing;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Tests.Explanations.Auditing;

/// <summary>Mistakes in recurrent layers and embeddings, planted by plain loops: h' = tanh(x·W + b + h·U) over a sequence of embedded tokens, squared error on every h or on the last.</summary>
public sealed class RecurrentMistakeTests
{
    private const int Rows = 3, Steps = 4, Inputs = 2, Units = 3, Tokens = 5;

    private readonly double[,] _table = Numbers(Tokens, Inputs, 1), _w = Numbers(Inputs, Units, 2), _u = Numbers(Units, Units, 3), _b = Numbers(1, Units, 4), _y = Numbers(Rows * Steps, Units, 5);
    private readonly int[,] _x = { { 1, 2, 1, 3 }, { 4, 4, 0, 2 }, { 0, 1, 1, 1 } };

    [Theory]
    [InlineData("", false, null)]
    [InlineData("", true, null)]
    [InlineData("last-step-only", false, "last-step-only")]
    [InlineData("recurrent-path-missing", true, "recurrent-path-missing")]
    [InlineData("scatter-overwrites", false, "scatter-overwrites")]
    [InlineData("scatter-overwrites", true, "scatter-overwrites")]
    public void A_mistake_in_time_is_named(string mistake, bool everyStep, string? code)
    {
        (double[,] Table, double[,] W, double[,] U, double[,] B) claim = Gradients(mistake, everyStep);
        AuditReport report = Audit.Of(ModelOf(everyStep), Tensor.From(_x), Targets(everyStep)).Gradients(new Dictionary<string, Tensor>
        {
            ["embedding/embeddings"] = claim.Table,
            ["rnn/simple_rnn_cell/kernel"] = claim.W,
            ["rnn/simple_rnn_cell/recurrent_kernel"] = claim.U,
            ["rnn/simple_rnn_cell/bias"] = Tensor.From(claim.B).Reshape([Units]),
        });
        Assert.True(report.Findings.Select(finding => finding.Code).SequenceEqual(code is null ? [] : [code]), $"{report}");
    }

    private Sequential ModelOf(bool everyStep)
    {
        var model = new Sequential(dtype: DType.Float64) { new Embedding(Tokens, Inputs, name: "embedding"), new SimpleRNN(Units, returnSequences: everyStep, name: "rnn") };
        model.Compile(new Sgd(0.1), new MeanSquaredError());
        model.Predict(Tensor.From(_x));
        model.Weights[0].Assign(_table);
        model.Weights[1].Assign(_w);
        model.Weights[2].Assign(_u);
        model.Weights[3].Assign(Tensor.From(_b).Reshape([Units]));
        return model;
    }

    private Tensor Targets(bool everyStep)
    {
        if (everyStep) return Tensor.From(_y).Reshape([Rows, Steps, Units]);
        return Tensor.From(Planting.Map(new double[Rows, Units], (row, j) => _y[row, j]));
    }

    private (double[,] Table, double[,] W, double[,] U, double[,] B) Gradients(string mistake, bool everyStep)
    {
        double[,] table = new double[Tokens, Inputs], w = new double[Inputs, Units], u = new double[Units, Units], b = new double[1, Units];
        for (int row = 0; row < Rows; row++)
        {
            var h = new double[Steps + 1, Units];
            for (int t = 0; t < Steps; t++)
            {
                for (int j = 0; j < Units; j++)
                {
                    double z = _b[0, j];
                    for (int i = 0; i < Inputs; i++) z += _table[_x[row, t], i] * _w[i, j];
                    for (int i = 0; i < Units; i++) z += h[t, i] * _u[i, j];
                    h[t + 1, j] = Math.Tanh(z);
                }
            }

            var later = new double[Units];
            for (int t = Steps - 1; t >= 0; t--)
            {
                var delta = new double[Units];
                for (int j = 0; j < Units; j++)
                {
                    double own = everyStep ? 2 * (h[t + 1, j] - _y[row * Steps + t, j]) / (Rows * Steps * Units) : t == Steps - 1 ? 2 * (h[t + 1, j] - _y[row, j]) / (Rows * Units) : 0;
                    delta[j] = (own + later[j]) * (1 - h[t + 1, j] * h[t + 1, j]);
                    b[0, j] += delta[j];
                    for (int i = 0; i < Inputs; i++) w[i, j] += _table[_x[row, t], i] * delta[j];
                    for (int i = 0; i < Units; i++) u[i, j] += h[t, i] * delta[j];
                }

                for (int i = 0; i < Inputs; i++)
                {
                    double sum = 0;
                    for (int j = 0; j < Units; j++) sum += _w[i, j] * delta[j];
                    // The loop runs from the last step: to overwrite means that what comes later in reading order stays.
                    if (mistake != "scatter-overwrites") table[_x[row, t], i] += sum;
                    else if (IsLastUse(row, t)) table[_x[row, t], i] = sum;
                }

                if (mistake == "last-step-only") break;
                for (int i = 0; i < Units; i++)
                {
                    later[i] = 0;
                    for (int j = 0; j < Units && mistake != "recurrent-path-missing"; j++) later[i] += _u[i, j] * delta[j];
                }
            }
        }

        return (table, w, u, b);
    }

    private bool IsLastUse(int row, int t)
    {
        for (int r = row; r < Rows; r++)
        {
            for (int s = r == row ? t + 1 : 0; s < Steps; s++)
            {
                if (_x[r, s] == _x[row, t]) return false;
            }
        }

        return true;
    }

    private static double[,] Numbers(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        return Planting.Map(new double[rows, columns], (_, _) => random.NextDouble() * 1.6 - 0.8);
    }
}
