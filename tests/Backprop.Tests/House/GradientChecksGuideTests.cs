using Backprop.Explanations;
using Backprop.Layers;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Tests.House;

/// <summary>The programs of docs/gradient-checks.md.</summary>
public sealed class GradientChecksGuideTests() : DocumentPrograms("docs/gradient-checks.md")
{
    [Fact]
    public void SeveralArrays()
    {
        StringWriter Console = Printed;

        double[] x = [1, 2], y = [1, 0];
        double Loss(double[][] p) => Enumerable.Range(0, 2).Sum(i => Math.Pow(p[0][0] * x[i] + p[1][0] - y[i], 2)) / 2;
        double[][] Gradient(double[][] p)
        {
            double[] error = [p[0][0] * x[0] + p[1][0] - y[0], p[0][0] * x[1] + p[1][0] - y[1]];
            return [[error[0] * x[0] + error[1] * x[1]], [2 * (error[0] + error[1])]];
        }

        GradientCheckResult result = GradientCheck.Of(Loss, Gradient, [[0.5], [0.25]], names: ["weight", "bias"], name: "line");
        foreach (GradientCheckBlock block in result.Blocks) Console.WriteLine("{0}: {1}, analytic {2:F4}, numeric {3:F4}", block.Name, block.Verdict, block.Worst!.Analytic, block.Worst.Numeric);

        MustStandInDocument();
    }

    [Fact]
    public void ALayerByHand()
    {
        StringWriter Console = Printed;

        Tensor Forward(IReadOnlyList<Tensor> inputs) => Tensor.From([.. inputs[0].ToArray<double>().Select(v => v / (1 + Math.Exp(-v)))], inputs[0].Shape);
        IReadOnlyList<Tensor> Backward(IReadOnlyList<Tensor> inputs, Tensor upstream)
        {
            double[] v = inputs[0].ToArray<double>(), u = upstream.ToArray<double>();
            return [Tensor.From([.. v.Select((value, i) => u[i] / (1 + Math.Exp(-value)))], inputs[0].Shape)];
        }

        Tensor point = new double[,] { { 0.5, -1 }, { 2, 3 } };
        GradientCheckResult result = GradientCheck.Of(Forward, Backward, [point], name: "swish");
        Console.WriteLine($"{result.Name}: {result.Verdict}, {result.Blocks[0].Checked} elements");

        MustStandInDocument();
    }

    [Fact]
    public void AnAssertion()
    {
        StringWriter Console = Printed;

        GradientCheck.Assert(p => Math.Sin(p[0]) * p[1], p => [Math.Cos(p[0]) * p[1], Math.Sin(p[0])], [0.4, 1.3]);
        try
        {
            GradientCheck.Assert(p => Math.Sin(p[0]) * p[1], p => [-Math.Cos(p[0]) * p[1], Math.Sin(p[0])], [0.4, 1.3], name: "sin(a)·b");
        }
        catch (GradientCheckException error)
        {
            Console.WriteLine(error.Message.Split('\n')[0]);
        }

        MustStandInDocument();
    }

    [Fact]
    public void AModel()
    {
        StringWriter Console = Printed;

        var model = new Sequential("net") { new Dense(3, activation: "tanh", inputDim: 2), new Dense(1) };
        model.Compile("adam", loss: "mse");
        GradientCheckResult result = model.CheckGradients(rows: 8);
        foreach (GradientCheckBlock block in result.Blocks) Console.WriteLine($"{block.Name}: {block.Verdict}");

        MustStandInDocument();
    }
}
