using Backprop.Explanations.Auditing;
using Backprop.Tensors;

namespace Backprop.Tests.Explanations.Auditing;

/// <summary>Functions that compute gradients: asked again with other rows where one batch leaves several mistakes possible.</summary>
public sealed class AuditFunctionTests
{
    [Theory]
    [InlineData(true, "sum-for-mean")]
    [InlineData(false, "factor-two")]
    public void Two_rows_leave_two_mistakes_and_more_rows_one(bool isSum, string code)
    {
        // With two rows a sum for a mean and a factor 2 are the same numbers.
        var network = new LoopNetwork([2, 3, 3], ["tanh", "linear"], "mse", 2, 6);
        AuditReport once = Planting.Check(network, Planting.All(network.Gradients(), value => 2 * value));
        Assert.Equal("factor-two", Assert.Single(once.Findings).Code);
        Assert.Contains("sum-for-mean", once.Findings[0].Alternatives);

        AuditReport report = Audit.Of(Planting.ModelOf(network), network.X, network.Y).Function((weights, x, y) =>
        {
            var other = new LoopNetwork([2, 3, 3], ["tanh", "linear"], "mse", x.Shape[0], 6);
            for (int l = 0; l < 2; l++) Array.Copy(network.Kernels[l], other.Kernels[l], network.Kernels[l].Length);
            for (int l = 0; l < 2; l++) Array.Copy(network.Biases[l], other.Biases[l], network.Biases[l].Length);
            for (int row = 0; row < other.Rows; row++)
            {
                for (int i = 0; i < 2; i++) other.X[row, i] = x.GetDouble(row, i);
                for (int j = 0; j < 3; j++) other.Y[row, j] = y.GetDouble(row, j);
            }

            return Planting.Named(Planting.All(other.Gradients(), value => (isSum ? other.Rows : 2) * value));
        });
        Assert.Equal(code, Assert.Single(report.Findings).Code);
        Assert.Empty(report.Findings[0].Alternatives.Intersect(["factor-two", "sum-for-mean"]));
    }

    [Fact]
    public void A_right_function_agrees()
    {
        var network = new LoopNetwork([2, 3, 1], ["tanh", "sigmoid"], "bce", 3, 7);
        AuditReport report = Audit.Of(Planting.ModelOf(network), network.X, network.Y).Function((_, _, _) => Planting.Named(network.Gradients()));
        Assert.Equal(AuditVerdict.Agrees, report.Verdict);
    }

    [Fact]
    public void A_kink_cannot_be_told()
    {
        // The input of the ReLU is exactly 0; somebody takes its derivative to be 1 there, Keras takes 0.
        var network = new LoopNetwork([1, 1, 1], ["relu", "linear"], "mse", 1, 8);
        (network.X[0, 0], network.Kernels[0][0, 0], network.Biases[0][0, 0]) = (1, 0.5, -0.5);
        double delta = 2 * (network.Biases[1][0, 0] - network.Y[0, 0]) * network.Kernels[1][0, 0];
        AuditReport report = Audit.Of(Planting.ModelOf(network), network.X, network.Y).Gradients(new Dictionary<string, Tensor> { ["dense/kernel"] = Tensor.From(new double[,] { { delta } }) });
        Assert.Equal(AuditVerdict.CannotTell, report.Verdict);
        Assert.Contains("kink", report.Remark, StringComparison.Ordinal);
        Assert.Equal("kink", report.Weights[0].Reason);
    }
}
