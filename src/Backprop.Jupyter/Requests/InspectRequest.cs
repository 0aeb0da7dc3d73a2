using System.Text.Json.Nodes;
using Backprop.Jupyter.Cells;
using Backprop.Jupyter.Wire;

namespace Backprop.Jupyter.Requests;

/// <summary>What stands at the cursor: its signature and its documentation.</summary>
internal sealed class InspectRequest(CellSession session) : IRequest
{
    public string Type => "inspect_request";

    public JsonObject Answer(Message request)
    {
        string code = request.Content["code"]?.ToString() ?? "";
        SymbolText? found = Inspection.At(session, code, CursorPosition.Read(request, code));
        JsonObject data = found is null ? [] : new JsonObject { ["text/plain"] = found.Plain, ["text/markdown"] = found.Markdown };
        return new JsonObject { ["status"] = "ok", ["found"] = found is not null, ["data"] = data, ["metadata"] = new JsonObject() };
    }
}
