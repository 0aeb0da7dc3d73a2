using System.Text.Json;
using System.Text.Json.Nodes;
using Backprop.Explanations;
using Backprop.Explanations.Auditing;
using Backprop.Formats;
using Backprop.Studio.Experiments;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Studio.Pages;

/// <summary>Numbers that somebody pasted, as a claim about the step that is shown.</summary>
internal static class Claims
{
    private const int MostNesting = 40;

    /// <summary>The claim.</summary>
    /// <exception cref="ModelFormatException">The text is none.</exception>
    public static AuditClaim Of(string text, Model model, SampleData batch)
    {
        JsonObject claim = Read(text);
        var whole = new JsonObject { ["x"] = All(batch.X), ["y"] = All(batch.Y) };
        foreach (string key in (string[])["gradients", "updated_weights", "layout"])
        {
            if (claim[key] is { } value) whole[key] = value.DeepClone();
        }

        return AuditClaim.Parse(whole.ToJsonString(), model);
    }

    /// <summary>The new weights that a claim names; null where it names none.</summary>
    public static IReadOnlyDictionary<string, Tensor>? Updated(string text)
    {
        if (Read(text)["updated_weights"] is not JsonObject weights) return null;
        var read = new Dictionary<string, Tensor>();
        foreach ((string path, JsonNode? values) in weights)
        {
            if (values is not null) read[path] = SampleData.Read(values.ToJsonString(), "[0]").X[0];
        }

        return read;
    }

    private static JsonObject Read(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = MostNesting, AllowDuplicateProperties = false, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }) as JsonObject ?? throw new ModelFormatException("The claim must be an object in braces with \"gradients\" or \"updated_weights\".");
        }
        catch (JsonException error)
        {
            throw new ModelFormatException($"The claim is not JSON: {error.Message}", error);
        }
    }

    private static JsonNode All(TensorSet set) => set.Count == 1 ? NumberText.Of(set[0]) : new JsonArray([.. set.Select(tensor => (JsonNode)NumberText.Of(tensor))]);
}
