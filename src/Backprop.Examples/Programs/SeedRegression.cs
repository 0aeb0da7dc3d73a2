using Backprop.Explanations.Auditing;
using Backprop.Layers;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Examples.Programs;

/// <summary>The regression of the notebooks that this project began with, as published: three mistakes in the update, and the loss falls. The audit names them from the second step.</summary>
internal static class SeedRegression
{
    private const double Rate = 0.001;
    private static readonly (double X1, double X2, double Y)[] s_rows = [(8, 8, 4), (7, 9, 5), (6, 10, 6), (5, 12, 7)];

    public static void Run(Sheet sheet)
    {
        double[,] w1 = { { 0.1, 0.1 }, { 0.1, 0.1 } };
        double[] b1 = [0, 0], w2 = [0.1, 0.1];
        double b2 = 0;
        for (int epoch = 1; epoch <= 5; epoch++)
        {
            double total = 0;
            for (int row = 0; row < s_rows.Length; row++)
            {
                Sequential? model = epoch == 1 && row == 1 ? Model(w1, b1, w2, b2) : null;
                (double x1, double x2, double y) = s_rows[row];
                double[] a = [x1 * w1[0, 0] + x2 * w1[1, 0] + b1[0], x1 * w1[0, 1] + x2 * w1[1, 1] + b1[1]];
                double predicted = a[0] * w2[0] + a[1] * w2[1] + b2, step = Rate * 2 * (y - predicted);
                if (epoch == 1 && row == 0)
                {
                    sheet.Is("yhat_row1", predicted);
                    sheet.Is("loss_row1", (y - predicted) * (y - predicted));
                }

                total += (y - predicted) * (y - predicted);
                w2[0] += step * a[0];
                w2[1] += step * a[1];
                // The bias is overwritten with a weight.
                b2 = w2[1] + step;
                // The output's weights are new ones already, and two indices are exchanged.
                w1[0, 0] += step * w2[0] * x1;
                w1[0, 1] += step * w2[0] * x2;
                b1[0] += step * w2[0];
                w1[1, 0] += step * w2[1] * x1;
                w1[1, 1] += step * w2[1] * x2;
                b1[1] += step * w2[1];
                if (model is null) continue;
                Tensor x = new double[,] { { x1, x2 } }, target = new double[,] { { y } };
                sheet.Audit(Audit.Of(model, x, target).Updated(Weights(w1, b1, w2, b2)), "transposed", "updated-weight-in-chain", "bias-from-weight");
            }

            sheet.Is($"mean_loss_epoch{epoch}", total / s_rows.Length);
        }

        for (int i = 0; i < 2; i++)
        {
            sheet.Is($"W1[{i}][0]", w1[i, 0]);
            sheet.Is($"W1[{i}][1]", w1[i, 1]);
            sheet.Is($"b1[{i}]", b1[i]);
            sheet.Is($"W2[{i}]", w2[i]);
        }

        sheet.Is("b2", b2);
    }

    private static Sequential Model(double[,] w1, double[] b1, double[] w2, double b2)
    {
        var model = new Sequential(dtype: DType.Float64) { new Dense(2, inputDim: 2, name: "hidden"), new Dense(1, name: "output") };
        model.SetWeights([.. Weights(w1, b1, w2, b2).Values]);
        model.Compile(new Sgd(Rate), "mse");
        return model;
    }

    private static Dictionary<string, Tensor> Weights(double[,] w1, double[] b1, double[] w2, double b2) => new()
    {
        ["hidden/kernel"] = Tensor.From((double[,])w1.Clone()),
        ["hidden/bias"] = Tensor.From([b1[0], b1[1]]),
        ["output/kernel"] = new double[,] { { w2[0] }, { w2[1] } },
        ["output/bias"] = Tensor.From([b2]),
    };
}
