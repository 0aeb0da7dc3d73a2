using System.Text.Json.Nodes;
using Backprop.Jupyter.Channels;
using Backprop.Jupyter.Wire;

namespace Backprop.Jupyter.Requests;

/// <summary>Which comms (lines between the page and the kernel, for widgets) are open: none, because nothing here opens one.</summary>
internal sealed class CommInfoRequest : IRequest
{
    public string Type => "comm_info_request";

    public JsonObject Answer(Message request) => new() { ["status"] = "ok", ["comms"] = new JsonObject() };
}

/// <summary>A page wants to open a comm: nobody here has registered its target, and the protocol says to answer that it is closed.</summary>
internal sealed class CommOpenRequest(OutputChannel output) : IRequest
{
    public string Type => "comm_open";

    public JsonObject? Answer(Message request)
    {
        output.Publish("comm_close", new JsonObject { ["comm_id"] = request.Content["comm_id"]?.DeepClone(), ["data"] = new JsonObject() }, request);
        return null;
    }
}

/// <summary>A message on a comm, or its end: it is closed already, so there is nothing to do.</summary>
internal sealed class CommMessage(string type) : IRequest
{
    public string Type => type;

    public JsonObject? Answer(Message request) => null;
}
