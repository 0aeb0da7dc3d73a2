using System.Text.Json.Nodes;
using Backprop.Jupyter.Wire;

namespace Backprop.Jupyter.Requests;

/// <summary>Stops the running cell.</summary>
/// <param name="interrupt">Stops it.</param>
internal sealed class InterruptRequest(Action interrupt) : IRequest
{
    public string Type => "interrupt_request";

    public JsonObject Answer(Message request)
    {
        interrupt();
        return new JsonObject { ["status"] = "ok" };
    }
}
