using System.Text.Json.Nodes;
using Backprop.Jupyter.Cells;
using Backprop.Jupyter.Wire;

namespace Backprop.Jupyter.Requests;

/// <summary>Whether a text can run, needs another line, or can never run.</summary>
internal sealed class IsCompleteRequest : IRequest
{
    public string Type => "is_complete_request";

    public JsonObject Answer(Message request) => Completeness.Of(request.Content["code"]?.ToString() ?? "") switch
    {
        Completeness.Verdict.Complete => new JsonObject { ["status"] = "complete" },
        Completeness.Verdict.Invalid => new JsonObject { ["status"] = "invalid" },
        _ => new JsonObject { ["status"] = "incomplete", ["indent"] = "    " },
    };
}
