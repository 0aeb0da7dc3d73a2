namespace Backprop.Examples.Programs;

/// <summary>The classification of the same notebooks as published, with the same mistakes: the jump from the first epoch to the second is the overwritten bias, not learning.</summary>
internal static class SeedClassification
{
    private const double Rate = 0.0001;
    private static readonly (double X1, double X2, double Y)[] s_rows = [(8, 8, 1), (7, 9, 1), (6, 10, 0), (5, 5, 0)];

    public static void Run(Sheet sheet)
    {
        double[,] w1 = { { 0.1, 0.1 }, { 0.1, 0.1 } };
        double[] b1 = [0, 0], w2 = [0.1, 0.1];
        double b2 = 0;
        for (int epoch = 1; epoch <= 50; epoch++)
        {
            double total = 0;
            foreach ((double x1, double x2, double y) in s_rows)
            {
                double[] a = [Sigmoid(x1 * w1[0, 0] + x2 * w1[1, 0] + b1[0]), Sigmoid(x1 * w1[0, 1] + x2 * w1[1, 1] + b1[1])];
                double p = Sigmoid(a[0] * w2[0] + a[1] * w2[1] + b2), loss = -y * Math.Log(p) - (1 - y) * Math.Log(1 - p), step = Rate * (y - p);
                if (total == 0 && epoch == 1) sheet.Is("loss_row1", loss);
                total += loss;
                w2[0] += step * a[0];
                w2[1] += step * a[1];
                b2 = w2[1] + step;
                w1[0, 0] += step * w2[0] * a[0] * (1 - a[0]) * x1;
                w1[0, 1] += step * w2[0] * a[0] * (1 - a[0]) * x2;
                b1[0] += step * w2[0] * a[0] * (1 - a[0]);
                w1[1, 0] += step * w2[1] * a[1] * (1 - a[1]) * x1;
                w1[1, 1] += step * w2[1] * a[1] * (1 - a[1]) * x2;
                b1[1] += step * w2[1] * a[1] * (1 - a[1]);
            }

            if (epoch is 1 or 2 or 10 or 38) sheet.Is($"mean_loss_epoch{epoch}", total / s_rows.Length);
        }

        sheet.Is("W1[0][0]", w1[0, 0]);
        sheet.Is("W1[0][1]", w1[0, 1]);
        sheet.Is("W2[0]", w2[0]);
        sheet.Is("b2", b2);
    }

    private static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));
}
