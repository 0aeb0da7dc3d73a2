using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Backprop.Jupyter.Cells;
using Backprop.Jupyter.Channels;
using Backprop.Jupyter.Wire;
using Backprop.Training;

namespace Backprop.Jupyter.Requests;

/// <summary>Runs a cell.</summary>
internal sealed class ExecuteRequest(CellSession session, CellHistory history, OutputChannel output, InputChannel input) : IRequest
{
    private readonly object _gate = new();
    private Interruption? _running;
    private TrainingScope? _scope;
    private int _count;

    public string Type => "execute_request";

    /// <summary>Whether the last cell failed and the request said that those behind it are then not to run.</summary>
    public bool StopsOthers { get; private set; }

    /// <summary>How many cells have been counted.</summary>
    public int Count => _count;

    /// <summary>Stops the running cell, if there is one.</summary>
    public void Interrupt()
    {
        lock (_gate) _running?.Stop(() => _scope?.IsTraining == true);
    }

    public JsonObject Answer(Message request)
    {
        string code = request.Content["code"]?.ToString() ?? "";
        bool isSilent = Flag(request, "silent", false), isStored = Flag(request, "store_history", !isSilent) && !isSilent;
        output.IsSilent = isSilent;
        Notebook.Pages.Clear();
        input.IsAllowed = Flag(request, "allow_stdin", false);
        if (isStored || (!isSilent && _count == 0)) _count++;
        if (isStored) history.Add(_count, code);
        if (!isSilent) output.Publish("execute_input", new JsonObject { ["code"] = code, ["execution_count"] = _count }, request);
        long start = Stopwatch.GetTimestamp();
        var text = CellText.Read(code);
        CellOutcome outcome = Run(text);
        CellError? error = outcome.Error ?? Show(outcome.Value, isStored);
        if (text.IsTimed) output.Write("stdout", string.Create(CultureInfo.InvariantCulture, $"The cell took {Stopwatch.GetElapsedTime(start).TotalSeconds:0.000} s.\n"));
        var expressions = error is null ? Evaluate(request) : [];
        output.Flush();
        output.IsSilent = false;
        StopsOthers = error is not null && Flag(request, "stop_on_error", true);
        if (error is null) return new JsonObject { ["status"] = "ok", ["execution_count"] = _count, ["user_expressions"] = expressions, ["payload"] = Pages() };
        if (!isSilent) output.Show("error", Describe(error));
        JsonObject answer = Describe(error);
        answer.Insert(0, "status", "error");
        answer["execution_count"] = _count;
        return answer;
    }

    private CellOutcome Run(CellText text)
    {
        using var interruption = new Interruption();
        using var bar = new TrainingBar();
        var scope = new TrainingScope(interruption.Asked, bar);
        lock (_gate) (_running, _scope) = (interruption, scope);
        try
        {
            return scope.Run(() => session.Run(text, _count, interruption));
        }
        finally
        {
            lock (_gate) (_running, _scope) = (null, null);
        }
    }

    /// <summary>Shows a cell's value; what fails within a value's own ToString is an error of the cell.</summary>
    private CellError? Show(object? value, bool isStored)
    {
        if (value is null or DisplayedValue) return null;
        try
        {
            MimeBundle bundle = Formatters.Format(value);
            if (isStored) history.AddOutput(_count, bundle.Data["text/plain"]?.ToString() ?? "");
            output.Show("execute_result", new JsonObject { ["execution_count"] = _count, ["data"] = bundle.Data.DeepClone(), ["metadata"] = new JsonObject() });
            return null;
        }
        catch (Exception error)
        {
            return CellError.Of(error.GetType().Name, $"The value cannot be shown: {error.Message}");
        }
    }

    // Expressions that a client wants the values of, after the cell.
    private JsonObject Evaluate(Message request)
    {
        var values = new JsonObject();
        if (request.Content["user_expressions"] is not JsonObject expressions) return values;
        foreach ((string name, JsonNode? expression) in expressions)
        {
            CellOutcome outcome = Run(CellText.Read(expression?.ToString() ?? ""));
            JsonObject value = outcome.Error is { } error ? Describe(error) : new JsonObject { ["data"] = Formatters.Format(outcome.Value).Data.DeepClone(), ["metadata"] = new JsonObject() };
            value.Insert(0, "status", outcome.Error is null ? "ok" : "error");
            values[name] = value;
        }

        return values;
    }

    private static JsonArray Pages() => new([.. Notebook.Pages.Select(page => (JsonNode)new JsonObject { ["source"] = "page", ["data"] = page.Data.DeepClone(), ["start"] = 0 })]);

    private static JsonObject Describe(CellError error) => new()
    {
        ["ename"] = error.Name,
        ["evalue"] = error.Message,
        ["traceback"] = new JsonArray([.. error.Lines.Select(line => (JsonNode)line)]),
    };

    private static bool Flag(Message request, string name, bool missing) => request.Content[name] is JsonValue value && value.TryGetValue(out bool flag) ? flag : missing;
}
