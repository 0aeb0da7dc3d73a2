using System.IO.Compression;
using System.Text.Json.Nodes;
using Backprop.Testing;
using Backprop.Training;

namespace Backprop.Tests.Training.Files;

/// <summary>The configuration that we write of Keras' models is the one that Keras wrote: every layer, nested ones too, key by key.</summary>
public sealed class LayerConfigTests
{
    /// <summary>
    /// What may differ, because Keras reads both alike: addresses in its memory; the shapes that layers were built for, which follow from the calls; losses by name, which we write
    /// with their arguments; arguments that Keras writes though it no longer has them (renorm), or has only in newer versions (delta of log_cosh).
    /// </summary>
    private static readonly string[] s_ignored = ["shared_object_id", "build_config", "renorm", "renorm_clipping", "renorm_momentum", "delta"];

    public static TheoryData<string> Models => [.. Directory.GetDirectories(Repository.At("tests/fixtures/keras-cases/models")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_is_written_with_the_configuration_that_Keras_wrote(string name)
    {
        string file = Repository.At($"tests/fixtures/keras-cases/models/{name}/initial.keras");
        using var folder = new TemporaryFolder();
        Model.Load(file).Save(folder.At("copy.keras"));
        var differences = new List<string>();
        Compare(Config(file), Config(folder.At("copy.keras")), "", differences);
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static JsonNode Config(string path)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        using Stream stream = archive.GetEntry("config.json")!.Open();
        return JsonNode.Parse(stream)!;
    }

    private static void Compare(JsonNode? keras, JsonNode? ours, string path, List<string> differences)
    {
        if (keras is JsonValue && ours is JsonObject && path.StartsWith(".compile_config.loss", StringComparison.Ordinal)) return;
        if (keras is JsonObject a && ours is JsonObject b)
        {
            foreach (string key in a.Select(entry => entry.Key).Union(b.Select(entry => entry.Key)).Except(s_ignored))
            {
                // Nothing said is the same as null, and a model inside a model that was not compiled is as good as one that says so.
                if (a.ContainsKey(key) != b.ContainsKey(key) && (a[key] ?? b[key]) is null or JsonObject { Count: 0 }) continue;
                if (a.ContainsKey(key) != b.ContainsKey(key)) differences.Add($"{path}.{key}: {(a.ContainsKey(key) ? $"only Keras: {a[key]?.ToJsonString()}" : $"only ours: {b[key]?.ToJsonString()}")}");
                else Compare(a[key], b[key], $"{path}.{key}", differences);
            }
        }
        else if (keras is JsonArray c && ours is JsonArray d && c.Count == d.Count)
        {
            for (int i = 0; i < c.Count; i++) Compare(c[i], d[i], $"{path}[{i}]", differences);
        }
        else if (keras is JsonArray { Count: 1 } or JsonArray { Count: 0 } && ours is not JsonArray || ours is JsonArray { Count: 1 } && keras is not JsonArray)
        {
            // One axis, one threshold: alone or in a list; no metrics: an empty list or null.
            Compare(keras is JsonArray one ? one.FirstOrDefault() : keras, ours is JsonArray other ? other[0] : ours, path, differences);
        }
        else if (keras?.ToJsonString() != ours?.ToJsonString() && !AreEqual(keras, ours))
        {
            differences.Add($"{path}: Keras {keras?.ToJsonString() ?? "null"}, ours {ours?.ToJsonString() ?? "null"}");
        }
    }

    /// <summary>1 and 1.0 are the same number.</summary>
    private static bool AreEqual(JsonNode? a, JsonNode? b) => a is JsonValue x && b is JsonValue y && x.TryGetValue(out double left) && y.TryGetValue(out double right) && left == right;
}
