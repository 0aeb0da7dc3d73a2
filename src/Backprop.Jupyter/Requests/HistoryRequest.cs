using System.IO.Enumeration;
using System.Text.Json.Nodes;
using Backprop.Jupyter.Wire;

namespace Backprop.Jupyter.Requests;

/// <summary>Earlier cells: the last ones, those from one number to another, or those that a pattern with * and ? fits.</summary>
internal sealed class HistoryRequest(CellHistory history) : IRequest
{
    private const int UsualCount = 1000;

    public string Type => "history_request";

    public JsonObject Answer(Message request)
    {
        bool withOutput = request.Content["output"]?.GetValue<bool>() == true;
        IEnumerable<CellHistory.Entry> entries = request.Content["hist_access_type"]?.ToString() switch
        {
            "range" => Range(request),
            "search" => Search(request),
            _ => history.Entries.TakeLast(Number(request, "n") ?? UsualCount),
        };
        JsonNode[] list = [.. entries.Select(entry => (JsonNode)new JsonArray(1, entry.Line, withOutput ? new JsonArray(entry.Input, entry.Output) : entry.Input))];
        return new JsonObject { ["status"] = "ok", ["history"] = new JsonArray(list) };
    }

    // This session is 1, and also 0, "the current one"; there is no other.
    private IEnumerable<CellHistory.Entry> Range(Message request)
    {
        if (Number(request, "session") is not (null or 0 or 1)) return [];
        int start = Number(request, "start") ?? 0, stop = Number(request, "stop") ?? int.MaxValue;
        return history.Entries.Where(entry => entry.Line >= start && entry.Line < stop);
    }

    private IEnumerable<CellHistory.Entry> Search(Message request)
    {
        string pattern = request.Content["pattern"]?.ToString() ?? "*";
        IEnumerable<CellHistory.Entry> found = history.Entries.Where(entry => FileSystemName.MatchesSimpleExpression(pattern, entry.Input, ignoreCase: false));
        if (request.Content["unique"]?.GetValue<bool>() == true) found = found.Reverse().DistinctBy(entry => entry.Input).Reverse();
        return found.TakeLast(Number(request, "n") ?? UsualCount);
    }

    private static int? Number(Message request, string name) => request.Content[name] is JsonValue value && value.TryGetValue(out int number) ? number : null;
}
