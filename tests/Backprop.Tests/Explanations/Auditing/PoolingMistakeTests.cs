using Backprop.Explanations.Auditing;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Tests.Explanations.Auditing;

/// <summary>Mistakes in pooling, planted by plain loops: z = x·W + b at each of four places, the maximum or the mean of each pair of places, squared error.</summary>
public sealed class PoolingMistakeTests
{
    private const int Rows = 3, Places = 4, Inputs = 2, Units = 3, Pools = 2;

    private readonly double[,] _x = Numbers(Rows * Places, Inputs, 1), _w = Numbers(Inputs, Units, 2), _y = Numbers(Rows * Pools, Units, 3);

    [Theory]
    [InlineData(true, "", null)]
    [InlineData(false, "", null)]
    [InlineData(true, "everywhere", "pool-everywhere")]
    [InlineData(true, "shared", "pool-everywhere")]
    [InlineData(false, "undivided", "pool-everywhere")]
    public void A_mistake_in_pooling_is_named(bool isMaximum, string mistake, string? code)
    {
        var model = new Sequential(dtype: DType.Float64) { new Dense(Units, "tanh", name: "dense"), isMaximum ? new MaxPooling1D(2, name: "pool") : new AveragePooling1D(2, name: "pool"), new Dense(Units, name: "last", useBias: false) };
        model.Compile(new Sgd(0.1), new MeanSquaredError());
        Tensor x = Tensor.From(_x).Reshape([Rows, Places, Inputs]);
        model.Predict(x);
        model.Weights[0].Assign(_w);
        double[,] last = Planting.Map(new double[Units, Units], (i, j) => model.Weights[2].Variable.Value.GetDouble(i, j));
        (double[,] w, double[] b, double[,] l) = Gradients(isMaximum, mistake, last);
        AuditReport report = Audit.Of(model, x, Tensor.From(_y).Reshape([Rows, Pools, Units])).Gradients(new Dictionary<string, Tensor> { ["dense/kernel"] = w, ["dense/bias"] = b, ["last/kernel"] = l });
        Assert.True(report.Findings.Select(finding => finding.Code).SequenceEqual(code is null ? [] : [code]), $"{report}");
    }

    private (double[,] W, double[] B, double[,] Last) Gradients(bool isMaximum, string mistake, double[,] last)
    {
        var w = new double[Inputs, Units];
        var b = new double[Units];
        var l = new double[Units, Units];
        for (int row = 0; row < Rows; row++)
        {
            for (int pool = 0; pool < Pools; pool++)
            {
                var a = new double[2, Units];
                var pooled = new double[Units];
                for (int j = 0; j < Units; j++)
                {
                    for (int cell = 0; cell < 2; cell++)
                    {
                        double z = 0;
                        for (int i = 0; i < Inputs; i++) z += _x[row * Places + pool * 2 + cell, i] * _w[i, j];
                        a[cell, j] = Math.Tanh(z);
                    }

                    pooled[j] = isMaximum ? Math.Max(a[0, j], a[1, j]) : (a[0, j] + a[1, j]) / 2;
                }

                for (int j = 0; j < Units; j++)
                {
                    double upstream = 0;
                    for (int k = 0; k < Units; k++)
                    {
                        double output = 0;
                        for (int i = 0; i < Units; i++) output += pooled[i] * last[i, k];
                        double own = 2 * (output - _y[row * Pools + pool, k]) / (Rows * Pools * Units);
                        l[j, k] += pooled[j] * own;
                        upstream += last[j, k] * own;
                    }

                    for (int cell = 0; cell < 2; cell++)
                    {
                        double share = isMaximum ? mistake switch { "everywhere" => 1, "shared" => 0.5, _ => a[cell, j] == pooled[j] ? 1 : 0 } : mistake == "undivided" ? 1 : 0.5;
                        double delta = upstream * share * (1 - a[cell, j] * a[cell, j]);
                        b[j] += delta;
                        for (int i = 0; i < Inputs; i++) w[i, j] += _x[row * Places + pool * 2 + cell, i] * delta;
                    }
                }
            }
        }

        return (w, b, l);
    }

    private static double[,] Numbers(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        return Planting.Map(new double[rows, columns], (_, _) => random.NextDouble() * 2 - 1);
    }
}
