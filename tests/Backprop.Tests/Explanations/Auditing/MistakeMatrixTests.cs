using Backprop.Explanations.Auditing;
using Backprop.Optimizers;

namespace Backprop.Tests.Explanations.Auditing;

/// <summary>Each mistake planted by plain loops in each network to which it applies: found by its code, and nothing else found.</summary>
public sealed class MistakeMatrixTests
{
    private static readonly Dictionary<string, LoopNetwork> s_networks = new()
    {
        ["regression"] = new LoopNetwork([3, 4, 3], ["tanh", "linear"], "mse", 5, 1),
        ["binary"] = new LoopNetwork([2, 3, 3, 1], ["sigmoid", "tanh", "sigmoid"], "bce", 7, 2),
        ["classes"] = new LoopNetwork([4, 5, 5, 3], ["relu", "tanh", "softmax"], "cce", 6, 3),
        ["deep"] = new LoopNetwork([2, 4, 4, 4, 3], ["sigmoid", "tanh", "sigmoid", "linear"], "mse", 4, 4),
        ["squared sigmoid"] = new LoopNetwork([3, 6, 6, 5], ["relu", "relu", "sigmoid"], "mse", 8, 5),
    };

    public static TheoryData<string, string, int> Planted
    {
        get
        {
            var data = new TheoryData<string, string, int>();
            foreach ((string name, LoopNetwork network) in s_networks)
            {
                foreach (string code in new[] { "updated-weight-in-chain", "targets-misaligned", "not-zeroed" }) data.Add(name, code, -1);
                foreach (int row in new[] { 0, 2, network.Rows - 1 }) data.Add(name, "sample-missing", row);
                for (int l = 0; l <= network.Last; l++)
                {
                    data.Add(name, "bias-from-one-sample", l);
                    if (l > 0)
                    {
                        // Of a single output nothing is left out; a kernel that is not square has no other product that fits.
                        if (network.Sizes[l + 1] > 1) data.Add(name, "path-missing", l);
                        if (network.Sizes[l] == network.Sizes[l + 1]) data.Add(name, "kernel-not-transposed", l);
                        if (network.Functions[l - 1] != "linear") data.Add(name, "input-for-activation", l);
                    }

                    if (network.Functions[l] is "sigmoid" or "tanh")
                    {
                        foreach (string code in new[] { "activation-derivative-missing", "activation-derivative-twice", "derivative-at-output", "wrong-activation-derivative" }) data.Add(name, code, l);
                    }

                    if (network.Functions[l] == "relu") data.Add(name, "relu-mask-of-gradient", l);
                    if (network.Functions[l] == "softmax") data.Add(name, "softmax-diagonal", l);
                    if (network.Functions[l] == "softmax") data.Add(name, "activation-derivative-twice", l);
                }

                if (name == "squared sigmoid") data.Add(name, "fused-without-cross-entropy", network.Last);
            }

            return data;
        }
    }

    public static TheoryData<string> Networks => [.. s_networks.Keys];

    [Theory]
    [MemberData(nameof(Planted))]
    public void A_mistake_on_the_way_back_is_named(string network, string code, int at)
    {
        LoopNetwork loops = s_networks[network];
        AuditReport report = Planting.Check(loops, loops.Gradients(code, at));

        Assert.True(report.Findings.Select(finding => finding.Code).SequenceEqual([code]), $"{report}");
        if (code is "path-missing" or "kernel-not-transposed" or "derivative-at-output" or "bias-from-one-sample") Assert.Equal(at == 0 ? "dense" : $"dense_{at}", report.Findings[0].Layer);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Mistakes_of_the_numbers_are_named(string network)
    {
        LoopNetwork loops = s_networks[network];
        (double[][,] Kernels, double[][,] Biases) right = loops.Gradients();
        int m = loops.Rows, n = loops.Sizes[^1];
        Expect("sign", Planting.All(right, value => -value));
        Expect("sum-for-mean", Planting.All(right, value => m * value));
        Expect("divided-twice", Planting.All(right, value => value / m));
        Expect("rate-included", Planting.All(right, value => loops.Rate * value));
        Expect("rate-included", Planting.All(right, value => -loops.Rate * value));
        Expect("constant-factor", Planting.All(right, value => 1.7 * value));
        if (loops.Loss == "mse") Expect("factor-two", Planting.All(right, value => value / 2));
        if (loops.Loss != "mse") Expect("wrong-logarithm", Planting.All(right, value => value / Math.Log(10)));
        if (loops.Loss != "cce" && n is not (1 or 2) && n != m) Expect("outputs-ignored", Planting.All(right, value => n * value));
        double largest = right.Kernels.Concat(right.Biases).SelectMany(a => a.Cast<double>()).Max(Math.Abs), limit = Math.Round(largest / 2, 2);
        if (limit > 0) Expect("clipped", Planting.All(right, value => Math.Clamp(value, -limit, limit)));
        Expect("optimizer-step", Planting.All(right, value => 0.01 * value / (Math.Abs(value) + 1e-7)), new Adam(0.01));
        for (int l = 0; l <= loops.Last; l++)
        {
            double[,] g = right.Kernels[l], b = right.Biases[l];
            int rows = g.GetLength(0), units = g.GetLength(1);
            Expect("constant-factor", One(l, Planting.Map(g, (i, j) => 0.3 * g[i, j]), Planting.Map(b, (i, j) => 0.3 * b[i, j])), unless: units == 1 && rows == 1);
            Expect("bias-averaged", One(l, g, Planting.Map(b, (i, j) => b[i, j] / m)));
            Expect("frozen", One(l, Planting.Map(g, (_, _) => 0), b));
            Expect("shifted", One(l, Planting.Map(g, (i, j) => g[(i + 1) % rows, j]), b), unless: rows < 3);
            Expect("transposed", One(l, Planting.Map(g, (i, j) => rows == units ? g[j, i] : 0), b), unless: rows != units);
            Expect("units-exchanged", One(l, Planting.Map(g, (i, j) => g[i, Swap(j) % units]), Planting.Map(b, (i, j) => b[i, Swap(j) % units])), unless: units < 2);
            Expect("bias-of-next-layer", One(l, g, right.Biases[Math.Min(l + 1, loops.Last)]), unless: l == loops.Last || right.Biases[l + 1].GetLength(1) != units);
            if (l > 0) Expect("chain-cut", ([.. right.Kernels.Select((a, k) => k < l ? Planting.Map(a, (_, _) => 0) : a)], [.. right.Biases.Select((a, k) => k < l ? Planting.Map(a, (_, _) => 0) : a)]));
        }

        static int Swap(int j) => j switch { 0 => 1, 1 => 0, _ => j };

        (double[][,] Kernels, double[][,] Biases) One(int l, double[,] kernel, double[,] bias) => ([.. right.Kernels.Select((a, k) => k == l ? kernel : a)], [.. right.Biases.Select((a, k) => k == l ? bias : a)]);

        void Expect(string code, (double[][,] Kernels, double[][,] Biases) claim, Optimizer? optimizer = null, bool unless = false)
        {
            if (unless) return;
            AuditReport report = Planting.Check(loops, claim, optimizer);
            Assert.True(report.Findings.Select(finding => finding.Code).SequenceEqual([code]), $"Expected {code}.\n{report}");
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Mistakes_of_the_update_are_named(string network)
    {
        LoopNetwork loops = s_networks[network];
        (double[][,] Kernels, double[][,] Biases) gradients = loops.Gradients(), right = Planting.Updated(loops, gradients, loops.Rate);
        Expect(null, right);
        Expect("wrong-rate", Planting.Updated(loops, gradients, 0.3 * loops.Rate));
        Expect("not-updated", ([.. loops.Kernels.Take(1), .. right.Kernels.Skip(1)], right.Biases));
        Expect("ascended", (right.Kernels, [.. right.Biases.Select((b, k) => k == 1 ? Planting.Map(b, (i, j) => 2 * loops.Biases[1][i, j] - b[i, j]) : b)]));
        Expect("updated-twice", ([.. right.Kernels.Select((a, k) => k == 0 ? Planting.Map(a, (i, j) => 2 * a[i, j] - loops.Kernels[0][i, j]) : a)], right.Biases));
        Expect("updated-weight-in-chain", Planting.Updated(loops, loops.Gradients("updated-weight-in-chain"), loops.Rate));
        Expect("bias-from-weight", (right.Kernels, [.. right.Biases.Select((b, k) => k == 1 ? Planting.Map(b, (i, j) => loops.Kernels[1][0, j] - loops.Rate * gradients.Biases[1][i, j]) : b)]));

        void Expect(string? code, (double[][,] Kernels, double[][,] Biases) claim)
        {
            AuditReport report = Audit.Of(Planting.ModelOf(loops), loops.X, loops.Y).Updated(Planting.Named(claim));
            Assert.True(report.Findings.Select(finding => finding.Code).SequenceEqual(code is null ? [] : [code]), $"Expected {code}.\n{report}");
        }
    }

    [Theory]
    [InlineData("activation-derivative-missing", 1, "bias-averaged")]
    [InlineData("derivative-at-output", 0, "sign")]
    [InlineData("updated-weight-in-chain", -1, "transposed")]
    [InlineData("path-missing", 2, "factor-two")]
    [InlineData("sample-missing", 1, "frozen")]
    [InlineData("wrong-activation-derivative", 1, "sum-for-mean")]
    public void Two_mistakes_at_once_are_named(string first, int at, string second)
    {
        LoopNetwork loops = s_networks["deep"];
        (double[][,] Kernels, double[][,] Biases) claim = loops.Gradients(first, at);
        claim = second switch
        {
            "sign" => Planting.All(claim, value => -value),
            "factor-two" => Planting.All(claim, value => 2 * value),
            "sum-for-mean" => Planting.All(claim, value => loops.Rows * value),
            "bias-averaged" => (claim.Kernels, [.. claim.Biases.Select(b => Planting.Map(b, (i, j) => b[i, j] / loops.Rows))]),
            "frozen" => ([.. claim.Kernels.Select((k, l) => l == 3 ? Planting.Map(k, (_, _) => 0) : k)], claim.Biases),
            _ => ([.. claim.Kernels.Select((k, l) => l == 1 ? Planting.Map(k, (i, j) => k[j, i]) : k)], claim.Biases),
        };
        AuditReport report = Planting.Check(loops, claim);
        Assert.True(report.Findings.Select(finding => finding.Code).Order().SequenceEqual(new[] { first, second }.Order()), $"{report}");
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Single_precision_and_few_decimals_hide_no_mistake(string network)
    {
        LoopNetwork loops = s_networks[network];
        (double[][,] Kernels, double[][,] Biases) right = loops.Gradients();
        Expect([], AuditVerdict.Agrees, Planting.All(right, value => (float)value));
        Expect(["sign"], AuditVerdict.Disagrees, Planting.All(right, value => -(float)value));
        Expect(["updated-weight-in-chain"], AuditVerdict.Disagrees, Planting.All(loops.Gradients("updated-weight-in-chain"), value => (float)value));
        Expect(["sum-for-mean"], AuditVerdict.Disagrees, Planting.All(right, value => (float)(loops.Rows * value)));

        void Expect(string[] codes, AuditVerdict verdict, (double[][,] Kernels, double[][,] Biases) claim)
        {
            AuditReport report = Planting.Check(loops, claim);
            Assert.True(report.Findings.Select(finding => finding.Code).SequenceEqual(codes), $"{report}");
            Assert.Equal(verdict, report.Verdict);
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Mistakes_in_rounded_claims_are_named(string network)
    {
        LoopNetwork loops = s_networks[network];
        (double[][,] Kernels, double[][,] Biases) right = loops.Gradients();
        Expect("rounded", right);
        Expect("sign", Planting.All(right, value => -value));
        Expect("constant-factor", Planting.All(right, value => 1.7 * value));
        if (loops.Functions[0] != "relu") Expect("activation-derivative-missing", loops.Gradients("activation-derivative-missing", 0));

        void Expect(string code, (double[][,] Kernels, double[][,] Biases) claim)
        {
            ModelAudit audit = Audit.Of(Planting.ModelOf(loops), loops.X, loops.Y);
            AuditReport report = audit.Check([.. Planting.Named(Planting.All(claim, value => Math.Round(value, 5))).Select(entry => audit.ClaimOf(entry.Key, entry.Value, false, 0.5e-5, 5))]);
            Assert.True(report.Findings.Select(finding => finding.Code).SequenceEqual([code]), $"{report}");
            Assert.Equal(code == "rounded" ? AuditVerdict.Agrees : AuditVerdict.Disagrees, report.Verdict);
        }
    }

    [Fact]
    public void A_thousand_right_claims_raise_no_alarm()
    {
        string[] functions = ["sigmoid", "tanh", "relu", "linear"];
        for (int seed = 0; seed < 1000; seed++)
        {
            var random = new Random(seed);
            string loss = new[] { "mse", "bce", "cce" }[seed % 3];
            int[] sizes = [random.Next(1, 5), .. Enumerable.Range(0, random.Next(0, 3)).Select(_ => random.Next(1, 6)), loss == "cce" ? random.Next(2, 5) : random.Next(1, 4)];
            string[] chosen = [.. sizes.Skip(2).Select(_ => functions[random.Next(4)]), loss switch { "mse" => functions[random.Next(4)], "bce" => "sigmoid", _ => "softmax" }];
            var loops = new LoopNetwork(sizes, chosen, loss, random.Next(1, 7), seed);
            (double[][,] Kernels, double[][,] Biases) claim = loops.Gradients();
            if (seed % 4 == 1) claim = Planting.All(claim, value => (float)value);
            AuditReport report = Planting.Check(loops, claim);
            Assert.True(report.Verdict == AuditVerdict.Agrees && report.Findings.Count == 0, $"Network {seed}: {string.Join("-", sizes)} {string.Join(", ", chosen)}\n{report}");
        }
    }
}
