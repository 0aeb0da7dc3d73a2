using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Backprop.Apps.Tests.Jupyter;
using Backprop.Jupyter.Wire;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Notebooks;

/// <summary>A stored notebook (nbformat 4.5).</summary>
internal static class NotebookFile
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Path(string name) => Repository.At($"notebooks/{name}.ipynb");

    /// <summary>The cells of a notebook's document, as they were written.</summary>
    public static IReadOnlyList<NotebookCell> Cells(JsonNode notebook) =>
        [.. notebook["cells"]!.AsArray().Select(cell => new NotebookCell(cell!["cell_type"]!.ToString() == "code", string.Concat(cell["source"]!.AsArray().Select(line => line!.ToString()))))];

    /// <summary>The outputs of all cells.</summary>
    public static IEnumerable<JsonNode> Outputs(JsonNode notebook) => notebook["cells"]!.AsArray().Where(cell => cell!["cell_type"]!.ToString() == "code").SelectMany(cell => cell!["outputs"]!.AsArray()).Select(output => output!);

    /// <summary>Runs the cells in a kernel of their own, from the folder notebooks, and writes the notebook with what they gave.</summary>
    public static void Write(string name, IReadOnlyList<NotebookCell> cells)
    {
        using var kernel = new KernelProcess(Repository.At("notebooks"));
        var written = new JsonArray();
        foreach ((int n, NotebookCell cell) in cells.Index())
        {
            var document = new JsonObject { ["cell_type"] = cell.IsCode ? "code" : "markdown" };
            if (cell.IsCode)
            {
                Exchange run = kernel.Execute(cell.Text).MustSucceed();
                document["execution_count"] = run.Reply.Content["execution_count"]!.DeepClone();
                document["outputs"] = Outputs(run.Published);
            }

            document["id"] = $"cell-{n + 1}";
            document["metadata"] = new JsonObject();
            document["source"] = Lines(cell.Text);
            written.Add(document);
        }

        var notebook = new JsonObject
        {
            ["cells"] = written,
            ["metadata"] = new JsonObject
            {
                ["kernelspec"] = new JsonObject { ["display_name"] = "C# (Backprop)", ["language"] = "csharp", ["name"] = "backprop" },
                ["language_info"] = new JsonObject { ["file_extension"] = ".cs", ["mimetype"] = "text/x-csharp", ["name"] = "C#", ["pygments_lexer"] = "csharp", ["version"] = "14.0" },
            },
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        File.WriteAllText(Path(name), notebook.ToJsonString(s_json) + "\n");
    }

    private static JsonArray Outputs(IReadOnlyList<Message> published)
    {
        var outputs = new JsonArray();
        var places = new Dictionary<string, JsonObject>();
        foreach (Message message in published)
        {
            switch (message.Type)
            {
                case "stream" when outputs.LastOrDefault() is JsonObject last && last["output_type"]!.ToString() == "stream" && last["name"]!.ToString() == message.Content["name"]!.ToString():
                    last["text"] = Lines(string.Concat(last["text"]!.AsArray().Select(line => line!.ToString())) + message.Content["text"]);
                    break;
                case "stream":
                    outputs.Add(new JsonObject { ["name"] = message.Content["name"]!.ToString(), ["output_type"] = "stream", ["text"] = Lines(message.Content["text"]!.ToString()) });
                    break;
                case "display_data" or "execute_result":
                    var output = new JsonObject { ["data"] = Forms(message.Content["data"]!.AsObject()) };
                    if (message.Type == "execute_result") output["execution_count"] = message.Content["execution_count"]!.DeepClone();
                    output["metadata"] = new JsonObject();
                    output["output_type"] = message.Type;
                    outputs.Add(output);
                    if (message.Content["transient"]?["display_id"]?.ToString() is { } id) places[id] = output;
                    break;
                case "update_display_data":
                    places[message.Content["transient"]!["display_id"]!.ToString()]["data"] = Forms(message.Content["data"]!.AsObject());
                    break;
            }
        }

        return outputs;
    }

    private static JsonObject Forms(JsonObject data)
    {
        var forms = new JsonObject();
        foreach ((string type, JsonNode? form) in data.OrderBy(form => form.Key, StringComparer.Ordinal)) forms[type] = form is JsonValue && type != "image/png" ? Lines(form.ToString()) : form!.DeepClone();
        return forms;
    }

    // The format keeps texts line by line, so that differences can be read.
    private static JsonArray Lines(string text)
    {
        string[] lines = text.Split('\n');
        return new JsonArray([.. lines.Select((line, n) => n < lines.Length - 1 ? line + "\n" : line).Where(line => line.Length > 0).Select(line => (JsonNode)line)]);
    }
}
