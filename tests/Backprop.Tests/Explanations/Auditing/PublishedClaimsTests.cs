using System.Text.Json.Nodes;
using Backprop.Explanations.Auditing;
using Backprop.Testing;

namespace Backprop.Tests.Explanations.Auditing;

/// <summary>Claims that were published: the update of the seeds' notebooks, and the gradient check of a course.</summary>
public sealed class PublishedClaimsTests
{
    private const string Ng = "tests/fixtures/audit-claims/ng-gradient-check.json";

    [Fact]
    public void The_published_update_has_three_mistakes()
    {
        var network = new LoopNetwork([2, 2, 1], ["linear", "linear"], "mse", 1, 0) { Rate = 0.001 };
        Fill(network.Kernels[0], 0.1);
        Fill(network.Kernels[1], 0.1);
        Fill(network.Biases[0], 0);
        Fill(network.Biases[1], 0);
        // The first two rows of the notebook: the first step is symmetric, so that only the second shows which index is which.
        (double, double, double)[] rows = [(8, 8, 4), (7, 9, 5)];
        AuditReport? report = null;
        foreach ((double first, double second, double target) in rows)
        {
            (network.X[0, 0], network.X[0, 1], network.Y[0, 0]) = (first, second, target);
            (double[][,] Kernels, double[][,] Biases) after = PublishedStep(network);
            report = Audit.Of(Planting.ModelOf(network), network.X, network.Y).Updated(Planting.Named(after));
            for (int l = 0; l < 2; l++)
            {
                Array.Copy(after.Kernels[l], network.Kernels[l], after.Kernels[l].Length);
                Array.Copy(after.Biases[l], network.Biases[l], after.Biases[l].Length);
            }
        }

        Assert.True(report!.Findings.Select(finding => finding.Code).Order().SequenceEqual(["bias-from-weight", "transposed", "updated-weight-in-chain"]), $"{report}");
        // And the loss falls all the same.
        Assert.True(report.Loss!.Claimed < report.Loss.Before);
    }

    [Fact]
    public void A_right_gradient_agrees_where_a_famous_check_reports_a_residual()
    {
        AuditReport exact = AuditClaim.Load(Repository.At(Ng)).Check();
        Assert.True(exact.Verdict == AuditVerdict.Agrees && exact.Findings.Count == 0, $"{exact}");

        // The course's check: central differences with h = 1e-7 of the loss written with log(1 − σ).
        LoopNetwork network = Course();
        (double[][,] Kernels, double[][,] Biases) right = network.Gradients(), numeric = Numeric(network, 1e-7);
        double residual = Length(Planting.Minus(right, numeric)) / (Length(right) + Length(numeric));
        Assert.InRange(residual, 1.1e-7, 1.3e-7);
        AuditReport report = Planting.Check(network, numeric);
        Assert.True(report.Verdict == AuditVerdict.Agrees && report.Findings.Count == 0, $"{report}");
        Assert.Contains("cancellation", report.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public void The_planted_factors_of_the_course_are_named_with_their_values()
    {
        LoopNetwork network = Course();
        (double[][,] Kernels, double[][,] Biases) claim = network.Gradients();
        claim.Kernels[1] = Planting.Map(claim.Kernels[1], (i, j) => 2 * claim.Kernels[1][i, j]);
        double[,] bias = claim.Biases[0];
        claim.Biases[0] = Planting.Map(bias, (i, j) => 4 * bias[i, j]);

        AuditReport report = Planting.Check(network, claim);

        Assert.True(report.Findings.Select(finding => (finding.Code, finding.Value)).SequenceEqual([("constant-factor", 2.0), ("constant-factor", 4.0)]) || report.Findings.Select(finding => (finding.Code, finding.Value)).SequenceEqual([("constant-factor", 4.0), ("constant-factor", 2.0)]), $"{report}");
    }

    /// <summary>The step as the notebook writes it: each line uses what the lines before have changed.</summary>
    private static (double[][,] Kernels, double[][,] Biases) PublishedStep(LoopNetwork network)
    {
        double[,] w1 = (double[,])network.Kernels[0].Clone(), b1 = (double[,])network.Biases[0].Clone(), w2 = (double[,])network.Kernels[1].Clone(), b2 = (double[,])network.Biases[1].Clone();
        double[] x = [network.X[0, 0], network.X[0, 1]];
        double[] a = [w1[0, 0] * x[0] + w1[1, 0] * x[1] + b1[0, 0], w1[0, 1] * x[0] + w1[1, 1] * x[1] + b1[0, 1]];
        double output = w2[0, 0] * a[0] + w2[1, 0] * a[1] + b2[0, 0];
        double step = network.Rate * 2 * (network.Y[0, 0] - output);
        w2[0, 0] += step * a[0];
        w2[1, 0] += step * a[1];
        b2[0, 0] = w2[1, 0] + step;
        w1[0, 0] += step * w2[0, 0] * x[0];
        w1[0, 1] += step * w2[0, 0] * x[1];
        b1[0, 0] += step * w2[0, 0];
        w1[1, 0] += step * w2[1, 0] * x[0];
        w1[1, 1] += step * w2[1, 0] * x[1];
        b1[0, 1] += step * w2[1, 0];
        return ([w1, w2], [b1, b2]);
    }

    private static LoopNetwork Course()
    {
        JsonObject claim = JsonNode.Parse(File.ReadAllText(Repository.At(Ng)))!.AsObject();
        var network = new LoopNetwork([4, 5, 3, 1], ["relu", "relu", "sigmoid"], "bce", 3, 0);
        for (int l = 0; l < 3; l++)
        {
            JsonArray kernel = claim["weights"]![2 * l]!.AsArray(), bias = claim["weights"]![2 * l + 1]!.AsArray();
            for (int j = 0; j < network.Sizes[l + 1]; j++)
            {
                network.Biases[l][0, j] = bias[j]!.GetValue<double>();
                for (int i = 0; i < network.Sizes[l]; i++) network.Kernels[l][i, j] = kernel[j]![i]!.GetValue<double>();
            }
        }

        for (int row = 0; row < 3; row++)
        {
            network.Y[row, 0] = claim["y"]![row]![0]!.GetValue<double>();
            for (int i = 0; i < 4; i++) network.X[row, i] = claim["x"]![row]![i]!.GetValue<double>();
        }

        return network;
    }

    private static (double[][,] Kernels, double[][,] Biases) Numeric(LoopNetwork network, double h)
    {
        return ([.. network.Kernels.Select(Of)], [.. network.Biases.Select(Of)]);

        double[,] Of(double[,] weights) => Planting.Map(weights, (i, j) =>
        {
            double kept = weights[i, j];
            weights[i, j] = kept + h;
            double above = network.Cost();
            weights[i, j] = kept - h;
            double below = network.Cost();
            weights[i, j] = kept;
            return (above - below) / (2 * h);
        });
    }

    private static double Length((double[][,] Kernels, double[][,] Biases) arrays) => Math.Sqrt(arrays.Kernels.Concat(arrays.Biases).Sum(a => a.Cast<double>().Sum(value => value * value)));

    private static void Fill(double[,] values, double value)
    {
        for (int i = 0; i < values.GetLength(0); i++)
        {
            for (int j = 0; j < values.GetLength(1); j++) values[i, j] = value;
        }
    }
}
