using System.Text.Json.Nodes;
using Backprop.Jupyter.Cells;
using Backprop.Jupyter.Wire;

namespace Backprop.Jupyter.Requests;

/// <summary>What could stand at the cursor, each with its kind and signature.</summary>
internal sealed class CompleteRequest(CellSession session) : IRequest
{
    public string Type => "complete_request";

    public JsonObject Answer(Message request)
    {
        string code = request.Content["code"]?.ToString() ?? "";
        int cursor = CursorPosition.Read(request, code);
        CompletionList list = Completion.At(session, code, cursor);
        int start = CursorPosition.Write(code, list.Start), end = CursorPosition.Write(code, cursor);
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. list.Items.Select(item => (JsonNode)item.Text)]),
            ["cursor_start"] = start,
            ["cursor_end"] = end,
            ["metadata"] = new JsonObject
            {
                ["_jupyter_types_experimental"] = new JsonArray([.. list.Items.Select(item => (JsonNode)new JsonObject { ["start"] = start, ["end"] = end, ["text"] = item.Text, ["type"] = item.Kind, ["signature"] = item.Signature })]),
            },
        };
    }
}
