using System.Text.Json;
using System.Text.Json.Nodes;
using Backprop.Constraints;
using Backprop.Initializers;
using Backprop.Losses;
using Backprop.Metrics;
using Backprop.Optimizers;
using Backprop.Regularizers;
using Backprop.Schedules;
using Backprop.Vocabulary;

namespace Backprop.Tests.Keras;

/// <summary>What is written into files for everything but layers: the same keys in the same order as the real Keras, and all of it read back.</summary>
public sealed class KerasConfigTests
{
    private static readonly Dictionary<string, Func<JsonNode, IKerasObject>> s_readers = new()
    {
        ["constraints"] = json => ConstraintRegistry.All.Read(json, "config"),
        ["initializers"] = json => InitializerRegistry.All.Read(json, "config"),
        ["losses"] = json => LossRegistry.All.Read(json, "config"),
        ["metrics"] = json => MetricRegistry.All.Read(json, "config"),
        ["optimizers"] = json => OptimizerRegistry.All.Read(json, "config"),
        ["regularizers"] = json => RegularizerRegistry.All.Read(json, "config"),
        ["schedules"] = json => ScheduleRegistry.All.Read(json, "config"),
    };

    /// <summary>What Keras reads but forgets to write.</summary>
    private static readonly HashSet<string> s_ours = ["Huber.delta", "CosineSimilarity.axis", "Identity.gain"];

    public static TheoryData<string, string> FromKeras()
    {
        var data = new TheoryData<string, string>();
        foreach (string kind in s_readers.Keys)
        {
            foreach (string text in KerasParity.ParityFunctions.Cases(kind).Where(one => (kind != "metrics" || MetricRegistry.All.CanRead(KerasParity.ParityFunctions.ClassName(one))) && (kind != "losses" || LossRegistry.All.CanRead(KerasParity.ParityFunctions.ClassName(one)))).Select(one => one.GetProperty("object").GetRawText()).Distinct()) data.Add(kind, text);
        }

        return data;
    }

    public static TheoryData<string, string> FromRegistries()
    {
        var data = new TheoryData<string, string>();
        Add("constraints", ConstraintRegistry.All);
        Add("initializers", InitializerRegistry.All);
        Add("losses", LossRegistry.All);
        Add("metrics", MetricRegistry.All);
        Add("optimizers", OptimizerRegistry.All);
        Add("regularizers", RegularizerRegistry.All);
        return data;

        void Add<T>(string kind, Registry<T> registry)
            where T : class
        {
            foreach (string name in registry.Names) data.Add(kind, name);
        }
    }

    [Theory]
    [MemberData(nameof(FromKeras))]
    public void What_Keras_wrote_is_written_again(string kind, string text)
    {
        JsonNode expected = JsonNode.Parse(text)!;
        JsonObject actual = KerasObjects.Write(s_readers[kind](expected))!;
        AssertSame(expected, actual, "");
    }

    [Theory]
    [MemberData(nameof(FromRegistries))]
    public void What_is_written_is_read_back(string kind, string name)
    {
        IKerasObject first = s_readers[kind](name);
        JsonObject written = KerasObjects.Write(first)!;
        IKerasObject second = s_readers[kind](JsonNode.Parse(written.ToJsonString())!);
        Assert.Equal(first.GetType(), second.GetType());
        Assert.Equal(written.ToJsonString(), KerasObjects.Write(second)!.ToJsonString());
    }

    [Fact]
    public void Every_schedule_of_the_registry_is_among_the_cases() =>
        Assert.Empty(ScheduleRegistry.All.ClassNames.Except(KerasParity.ParityFunctions.Cases("schedules").Select(KerasParity.ParityFunctions.ClassName)));

    [Fact]
    public void A_wrong_argument_names_its_place()
    {
        var json = new JsonObject { ["module"] = "keras.optimizers", ["class_name"] = "Adam", ["config"] = new JsonObject { ["learning_rate"] = "fast" } };
        Assert.Contains("learning_rate", Assert.Throws<ConfigException>(() => OptimizerRegistry.All.Read(json, "optimizer")).Path);
        json["config"] = new JsonObject { ["learning_rate"] = 0.1, ["ema_momentum"] = 2 };
        Assert.Throws<ConfigException>(() => OptimizerRegistry.All.Read(json, "optimizer"));
        json["class_name"] = "Adm";
        Assert.Contains("Adam", Assert.Throws<ConfigException>(() => OptimizerRegistry.All.Read(json, "optimizer")).Message);
    }

    private static void AssertSame(JsonNode? expected, JsonNode? actual, string path)
    {
        if (expected is JsonObject wanted)
        {
            JsonObject got = Assert.IsType<JsonObject>(actual);
            string owner = path.EndsWith(".config", StringComparison.Ordinal) ? path[..^7] : path;
            string[] keys = [.. got.Select(entry => entry.Key).Where(key => wanted.ContainsKey(key) || !s_ours.Contains($"{owner}.{key}"))];
            Assert.Equal(wanted.Select(entry => entry.Key), keys);
            foreach ((string key, JsonNode? value) in wanted) AssertSame(value, got[key], key == "config" ? $"{wanted["class_name"]}.config" : $"{path}.{key}");
        }
        else if (expected is JsonArray list)
        {
            JsonArray got = Assert.IsType<JsonArray>(actual);
            Assert.Equal(list.Count, got.Count);
            for (int i = 0; i < list.Count; i++) AssertSame(list[i], got[i], $"{path}[{i}]");
        }
        else if (expected?.GetValueKind() == JsonValueKind.Number)
        {
            Assert.Equal(expected.GetValue<double>(), JsonNode.Parse(actual!.ToJsonString())!.GetValue<double>());
        }
        else
        {
            Assert.True(JsonNode.DeepEquals(expected, actual), $"{path}: {actual?.ToJsonString()} instead of {expected?.ToJsonString()}");
        }
    }
}
