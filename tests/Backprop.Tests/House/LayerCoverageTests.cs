using System.Text.RegularExpressions;
using Backprop.Layers;
using Backprop.Testing;

namespace Backprop.Tests.House;

/// <summary>A layer that is registered keeps the contract, or says here why another test stands in its place.</summary>
public sealed partial class LayerCoverageTests
{
    /// <summary>Layers that the contract cannot feed with numbers between −1 and 1, and the tests that they have.</summary>
    private static readonly Dictionary<string, string> s_others = new()
    {
        ["CategoryEncoding"] = "PreprocessingTests",
        ["Discretization"] = "PreprocessingTests",
        ["Embedding"] = "CoreLayerTests and KerasLayerCaseTests",
        ["Hashing"] = "LookupTests",
        ["InputLayer"] = "every model",
        ["IntegerLookup"] = "LookupTests",
        ["SimpleRNNCell"] = "RecurrentLayerTests, through RNN",
        ["StackedRNNCells"] = "RandomModelFileTests, through RNN",
        ["StringLookup"] = "LookupTests",
        ["TextVectorization"] = "LookupTests",
    };

    [Fact]
    public void Every_registered_layer_has_a_contract_line()
    {
        string[] lines = [.. Directory.GetFiles(Repository.At("tests/Backprop.Tests/Layers"), "*.cs", SearchOption.AllDirectories).SelectMany(File.ReadLines)];
        var checkedClasses = lines.Where(line => line.Contains("Check", StringComparison.Ordinal) || line.Contains("Contract", StringComparison.Ordinal)).SelectMany(line => Made().Matches(line).Select(match => match.Groups[1].Value)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        // Other tests register layers of their own while this one runs.
        string[] missing = [.. LayerRegistry.All.ClassNames.Where(name => typeof(Layer).Assembly.GetType($"Backprop.Layers.{name}", throwOnError: false, ignoreCase: true) is not null && !checkedClasses.Contains(name) && !s_others.ContainsKey(name))];
        Assert.True(missing.Length == 0, $"Without LayerContract.Check: {string.Join(", ", missing)}. docs/adding-a-layer.md says how.");
        Assert.All(s_others.Keys, name => Assert.Contains(name, LayerRegistry.All.ClassNames));
    }

    [GeneratedRegex(@"new ([A-Za-z0-9]+)\(")]
    private static partial Regex Made();
}
