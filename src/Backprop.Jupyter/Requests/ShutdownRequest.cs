using System.Text.Json.Nodes;
using Backprop.Jupyter.Channels;
using Backprop.Jupyter.Wire;

namespace Backprop.Jupyter.Requests;

/// <summary>Ends the kernel; whoever asked starts another when it is to be a restart.</summary>
/// <param name="output">Where all clients are told.</param>
/// <param name="stop">Ends it, once the answer is sent.</param>
internal sealed class ShutdownRequest(OutputChannel output, Action stop) : IRequest
{
    public string Type => "shutdown_request";

    public JsonObject Answer(Message request)
    {
        bool isRestart = request.Content["restart"]?.GetValue<bool>() == true;
        output.Publish("shutdown_reply", Reply(), request);
        stop();
        return Reply();

        JsonObject Reply() => new() { ["status"] = "ok", ["restart"] = isRestart };
    }
}
