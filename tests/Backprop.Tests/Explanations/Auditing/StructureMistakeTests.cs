using Backprop.Explanations.Auditing;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Tests.Explanations.Auditing;

/// <summary>Mistakes of modern networks, each planted where it applies by loops of their own: found by its code, and nothing else found; right numbers stay silent, in float32 and rounded too.</summary>
public sealed class StructureMistakeTests
{
    public static TheoryData<string, string> Planted => new()
    {
        { "batch normalisation", "statistics-constant" },
        { "batch normalisation", "inference-statistics" },
        { "layer normalisation", "statistics-constant" },
        { "attention", "attention-scale-missing" },
        { "masked mean", "mask-ignored" },
        { "masked recurrence", "mask-ignored" },
        { "label smoothing", "label-smoothing-ignored" },
        { "two outputs", "loss-weight-ignored" },
        { "shared layer", "shared-weight-last-use" },
        { "residual", "residual-missing" },
        { "residual", "residual-missing branch" },
        { "penalties", "regulariser-missing" },
        { "penalties", "regulariser-half" },
        { "penalties", "bias-regularised" },
        { "convolution", "kernel-flipped" },
        { "convolution", "wrong-order" },
        { "lstm sequence", "recurrent-path-missing" },
        { "lstm", "recurrent-path-missing h" },
        { "lstm", "last-step-only" },
        { "gru sequence", "recurrent-path-missing" },
        { "gru", "last-step-only" },
    };

    public static TheoryData<string> Names => [.. ScalarNetworks.All.Keys];

    [Theory]
    [MemberData(nameof(Planted))]
    public void A_planted_mistake_is_named_and_nothing_else(string network, string mistake)
    {
        string code = mistake.Split(' ')[0];
        for (int seed = 0; seed < 2; seed++)
        {
            Expect(network, DType.Float64, mistake, seed, values => values, code);
            Expect(network, DType.Float32, mistake, seed, values => Each(values, value => (float)value), code);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Right_numbers_agree_in_every_precision(string network)
    {
        for (int seed = 0; seed < 4; seed++)
        {
            Expect(network, DType.Float64, "", seed, values => values);
            Expect(network, DType.Float32, "", seed, values => Each(values, value => (float)value));
            Expect(network, DType.Float32, "", seed, values => values);
            AuditReport rounded = Audit(network, DType.Float64, "", seed, values => Each(values, value => Math.Round(value, 7)));
            Assert.True(rounded.Verdict == AuditVerdict.Agrees, $"{network}, seed {seed}: {rounded}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Mistakes_of_the_numbers_are_named_in_every_architecture(string network)
    {
        Expect(network, DType.Float64, "", 1, values => Each(values, value => -value), "sign");
        Expect(network, DType.Float64, "", 1, values => Each(values, value => 0.1 * value), "rate-included");
        Expect(network, DType.Float64, "", 1, values => Each(values, value => 1.37 * value), "constant-factor");
    }

    [Theory]
    [InlineData("batch normalisation", "statistics-constant", "sign")]
    [InlineData("attention", "attention-scale-missing", "rate-included")]
    [InlineData("masked mean", "mask-ignored", "sign")]
    [InlineData("residual", "residual-missing", "sign")]
    [InlineData("label smoothing", "label-smoothing-ignored", "rate-included")]
    [InlineData("lstm sequence", "recurrent-path-missing", "sign")]
    [InlineData("penalties", "regulariser-missing", "sign")]
    public void Two_mistakes_at_once_are_named(string network, string first, string second) =>
        Expect(network, DType.Float64, first, 1, values => Each(values, value => second == "sign" ? -value : 0.1 * value), first, second);

    [Fact]
    public void A_finding_carries_the_derivation_of_its_worst_entry()
    {
        AuditReport report = Audit("residual", DType.Float64, "residual-missing", 0, values => values);
        AuditFinding finding = Assert.Single(report.Findings);
        Assert.Contains($"∂loss/∂{finding.Worst!.Name}", finding.Derivation, StringComparison.Ordinal);
        Assert.Contains(finding.Worst.Right.ToString("G6", System.Globalization.CultureInfo.InvariantCulture), finding.Derivation, StringComparison.Ordinal);
        Assert.Contains($"How {finding.Worst.Name} comes about:", report.ToString(), StringComparison.Ordinal);
        Assert.Equal(finding.Derivation, (string?)report.ToJson()["findings"]![0]!["derivation"]);
    }

    [Fact]
    public void Rounded_arrays_say_so_and_a_mistake_in_them_is_named()
    {
        AuditReport right = Audit("gru", DType.Float64, "", 0, values => Each(values, value => Math.Round(value, 4)));
        Assert.Equal((AuditVerdict.Agrees, "rounded"), (right.Verdict, right.Findings.Single().Code));
        Expect("gru", DType.Float64, "", 0, values => Each(values, value => Math.Round(-value, 6)), "sign");
        // Whole numbers and tenths may be exact: they are no excuse.
        AuditReport coarse = Audit("gru", DType.Float64, "", 0, values => Each(values, value => Math.Round(value, 1)));
        Assert.NotEqual(AuditVerdict.Agrees, coarse.Verdict);
    }

    private static void Expect(string network, DType type, string mistake, int seed, Func<Dictionary<string, Tensor>, Dictionary<string, Tensor>> change, params string[] codes)
    {
        AuditReport report = Audit(network, type, mistake, seed, change);
        Assert.True(report.Findings.Select(finding => finding.Code).Distinct().Order().SequenceEqual(codes.Order()), $"{network}, {mistake}, seed {seed}, {type}: {report}");
        Assert.Equal(codes.Length == 0 ? AuditVerdict.Agrees : AuditVerdict.Disagrees, report.Verdict);
    }

    private static AuditReport Audit(string network, DType type, string mistake, int seed, Func<Dictionary<string, Tensor>, Dictionary<string, Tensor>> change)
    {
        ScalarNetwork made = ScalarNetworks.All[network]();
        (Model model, Dictionary<string, Tensor> gradients) = made.Build(type, mistake, seed);
        return Backprop.Explanations.Auditing.Audit.Of(model, made.X, made.Y).Gradients(change(gradients));
    }

    private static Dictionary<string, Tensor> Each(Dictionary<string, Tensor> tensors, Func<double, double> change) =>
        tensors.ToDictionary(entry => entry.Key, entry => Tensor.From([.. entry.Value.ToArray<double>().Select(change)], entry.Value.Shape));
}
