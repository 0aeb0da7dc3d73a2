using System.Text.Json.Nodes;
using Backprop.Explanations.Auditing;
using Backprop.Formats;
using Backprop.Tensors;
using Backprop.Testing;

namespace Backprop.Tests.Explanations.Auditing;

/// <summary>Claims in files: networks written out, layouts, arrays in other files, and everything that is refused with a sentence.</summary>
public sealed class AuditClaimTests
{
    private const string Network = """
        "layers": [{"units": 2, "activation": "sigmoid"}, {"units": 1}],
        "weights": {"dense/kernel": [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]], "dense/bias": [0, 0], "dense_1/kernel": [[0.7], [0.8]], "dense_1/bias": [0.1]},
        "loss": "mse", "optimizer": {"name": "sgd", "learning_rate": 0.1},
        "x": [[1, 2, 3], [0.5, -1, 0]], "y": [[1], [2]]
        """;

    [Fact]
    public void A_network_written_out_needs_no_model_file()
    {
        (double[][,] k, double[][,] b) = Loops().Gradients();
        Assert.Equal(AuditVerdict.Agrees, Check($$"""{ {{Network}}, "gradients": {"dense/kernel": {{Json(k[0])}}, "dense_1/kernel": {{Json(k[1])}}, "dense_1/bias": [{{b[1][0, 0].ToString("R", System.Globalization.CultureInfo.InvariantCulture)}}]} }""").Verdict);
    }

    [Fact]
    public void Kernels_may_be_written_with_the_units_first()
    {
        (double[][,] k, _) = Loops().Gradients();
        string turned = Json(Planting.Map(new double[2, 3], (i, j) => k[0][j, i]));
        string network = Network.Replace("[[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]", "[[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]", StringComparison.Ordinal).Replace("[[0.7], [0.8]]", "[[0.7, 0.8]]", StringComparison.Ordinal);
        AuditReport stated = Check($$"""{ "layout": "units-first", {{network}}, "gradients": {"dense/kernel": {{turned}}} }""");
        Assert.True(stated.Verdict == AuditVerdict.Agrees && stated.Findings.Count == 0, $"{stated}");
        // Not stated, but told by a kernel that is not square.
        Assert.Equal(AuditVerdict.Agrees, Check($$"""{ {{Network}}, "gradients": {"dense/kernel": {{turned}}} }""").Verdict);
        // The other layout than is stated.
        AuditReport contrary = Check($$"""{ "layout": "inputs-first", {{Network}}, "gradients": {"dense/kernel": {{turned}}} }""");
        Assert.Equal(["transposed"], contrary.Findings.Select(finding => finding.Code));
        Assert.Contains("layout", contrary.Findings[0].Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Arrays_may_stand_in_other_files()
    {
        (double[][,] k, _) = Loops().Gradients();
        using var folder = new TemporaryFolder();
        NpzFile.Save(folder.At("g.npz"), [KeyValuePair.Create("dense/kernel", (Tensor)k[0])]);
        NpyFile.Save(folder.At("k.npy"), k[1]);
        File.WriteAllText(folder.At("k.csv"), FormattableString.Invariant($"{k[1][0, 0]:R}\n{k[1][1, 0]:R}\n"));
        foreach (string gradients in new[] { "\"g.npz\"", "{\"dense_1/kernel\": \"k.npy\"}", "{\"dense_1/kernel\": \"k.csv\"}" })
        {
            File.WriteAllText(folder.At("claim.json"), $$"""{ {{Network}}, "gradients": {{gradients}} }""");
            Assert.Equal(AuditVerdict.Agrees, AuditClaim.Load(folder.At("claim.json")).Check().Verdict);
        }
    }

    [Fact]
    public void A_number_that_is_not_finite_is_named()
    {
        AuditReport report = Check($$"""{ {{Network}}, "gradients": {"dense_1/kernel": [[NaN], [0.1]]} }""");
        Assert.Equal(["not-finite"], report.Findings.Select(finding => finding.Code));
        Assert.Equal(AuditVerdict.Disagrees, report.Verdict);
        Assert.Contains("dense_1/kernel[0,0]", report.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_is_json_for_programs()
    {
        (double[][,] k, _) = Loops().Gradients();
        JsonObject json = Check($$"""{ {{Network}}, "gradients": {"dense/kernel": {{Json(Planting.Map(k[0], (i, j) => -k[0][i, j]))}}} }""").ToJson();
        Assert.Equal("disagrees", json["verdict"]!.GetValue<string>());
        Assert.Equal("sign", json["findings"]![0]!["code"]!.GetValue<string>());
        Assert.Equal("dense/kernel", json["findings"]![0]!["weight"]!.GetValue<string>());
        Assert.Equal("disagrees", json["weights"]![0]!["verdict"]!.GetValue<string>());
        Assert.NotNull(json["weights"]![0]!["worst"]!["right"]);
    }

    [Theory]
    [InlineData("""{ "x": [[1]], "y": [[1]], "gradients": {} }""", "\"model\", \"config\" or \"layers\" is missing")]
    [InlineData("""[1]""", "object in braces")]
    [InlineData("""{ "x": """, "not JSON")]
    [InlineData("""{ NETWORK, "gradients": {"dense/kernl": [[1]]} }""", "Did you mean dense/kernel?")]
    [InlineData("""{ NETWORK, "gradients": {"dense/bias": [1, 2, 3]} }""", "dense/bias has shape (2,)")]
    [InlineData("""{ NETWORK, "gradients": {"dense/bias": [1, [2]]} }""", "claim.gradients[\"dense/bias\"][1]")]
    [InlineData("""{ NETWORK, "gradients": {"dense/bias": [1, "two"]} }""", "claim.gradients[\"dense/bias\"][1]")]
    [InlineData("""{ NETWORK, "gradient": {"dense/bias": [1, 2]} }""", "Did you mean \"gradients\"?")]
    [InlineData("""{ NETWORK, "gradients": {"dense/bias": "missing.npy"} }""", "missing.npy")]
    [InlineData("""{ NETWORK }""", "claims nothing")]
    [InlineData("""{ "model": "missing.keras", "x": [[1]], "y": [[1]], "gradients": {} }""", "there is no file missing.keras")]
    public void Bad_input_is_refused_with_file_and_place(string claim, string message)
    {
        ModelFormatException error = Assert.Throws<ModelFormatException>(() => Check(claim.Replace("NETWORK", Network, StringComparison.Ordinal)));
        Assert.Contains("claim.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.1596", 4, 4)]
    [InlineData("-1.1197", 4, 5)]
    [InlineData("1.19e-7", 9, 3)]
    [InlineData("1.0", 0, 1)]
    [InlineData("12", 0, 2)]
    [InlineData("0.00012", 5, 2)]
    public void The_precision_of_a_number_is_how_it_is_written(string text, int decimals, int digits) => Assert.Equal((decimals, digits), ClaimNumbers.Written(text));

    private static AuditReport Check(string claim)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("claim.json"), claim);
        return AuditClaim.Load(folder.At("claim.json")).Check();
    }

    private static LoopNetwork Loops()
    {
        var network = new LoopNetwork([3, 2, 1], ["sigmoid", "linear"], "mse", 2, 0);
        double[][] flat = [[0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [0.7, 0.8], [1, 2, 3, 0.5, -1, 0], [1, 2]];
        foreach ((double[,] array, double[] values) in new[] { (network.Kernels[0], flat[0]), (network.Kernels[1], flat[1]), (network.X, flat[2]), (network.Y, flat[3]), (network.Biases[0], [0.0, 0]), (network.Biases[1], [0.1]) })
        {
            Buffer.BlockCopy(values, 0, array, 0, values.Length * sizeof(double));
        }

        return network;
    }

    private static string Json(double[,] array) => new JsonArray([.. Enumerable.Range(0, array.GetLength(0)).Select(i => (JsonNode)new JsonArray([.. Enumerable.Range(0, array.GetLength(1)).Select(j => (JsonNode)array[i, j])]))]).ToJsonString();
}
