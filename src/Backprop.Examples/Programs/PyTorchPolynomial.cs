using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Examples.Programs;

/// <summary>
/// The cubic polynomial nearest to the sine: where the tutorial's descent, which starts at random, would end. The loss is quadratic in the coefficients, so
/// a single step of Newton's method from 0, with the second derivatives, is there.
/// </summary>
internal static class PyTorchPolynomial
{
    public static void Run(Sheet sheet)
    {
        const int Points = 2000;
        double[] x = [.. Enumerable.Range(0, Points).Select(i => -Math.PI + 2 * Math.PI * i / (Points - 1))];
        // Powers of x/π keep the numbers of one size.
        Node powers = Tensor.From([.. x.SelectMany(value => Enumerable.Range(0, 4).Select(power => Math.Pow(value / Math.PI, power)))], [Points, 4]);
        Node target = Tensor.From([.. x.Select(Math.Sin)], [Points, 1]);
        Variable c = Variable.Of("coefficients", new Tensor(DType.Float64, [4, 1]));
        Node loss = Sum(Square(MatMul(powers, c) - target)), gradient = Gradient.Of(loss, c);
        double[][] rows = [.. Enumerable.Range(0, 4).Select(i => Gradient.Of(Sum(SliceAxis(gradient, 0, i, i + 1)), c).Evaluate().ToArray<double>())];
        c.Assign(Tensor.From(Solve(rows, [.. gradient.Evaluate().ToArray<double>().Select(value => -value)]), [4, 1]));
        string[] names = ["a", "b", "c", "d"];
        for (int i = 0; i < 4; i++) sheet.Is(names[i], c.Value.GetDouble(i, 0) / Math.Pow(Math.PI, i), noise: 1e-12);
        sheet.Is("loss_at_optimum", loss);
    }

    /// <summary>Gaussian elimination; the matrix of second derivatives is positive, so no row need be exchanged.</summary>
    private static double[] Solve(double[][] a, double[] b)
    {
        for (int k = 0; k < b.Length; k++)
        {
            for (int i = 0; i < b.Length; i++)
            {
                if (i == k) continue;
                double factor = a[i][k] / a[k][k];
                for (int j = k; j < b.Length; j++) a[i][j] -= factor * a[k][j];
                b[i] -= factor * b[k];
            }
        }

        return [.. b.Select((value, i) => value / a[i][i])];
    }
}
