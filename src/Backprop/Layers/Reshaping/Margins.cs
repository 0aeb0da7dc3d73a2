using System.Text.Json.Nodes;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Pairs (before, after) as Keras writes them: [1, 2] for one axis, [[1, 0], [2, 1]] for more.</summary>
internal static class Margins
{
    public static PerAxis Read(Config config, string key)
    {
        if (config.OptionalDoubles(key) is not { Length: > 0 } numbers) throw config.Wrong(key, "pairs of whole numbers");
        return numbers.All(double.IsInteger) ? PerAxis.Of([.. numbers.Select(number => (int)number)]) : throw config.Wrong(key, "pairs of whole numbers");
    }

    public static JsonNode Write((int Before, int After)[] pairs)
    {
        JsonNode[] written = [.. pairs.Select(pair => new JsonArray(pair.Before, pair.After))];
        return written.Length == 1 ? written[0] : new JsonArray(written);
    }
}
