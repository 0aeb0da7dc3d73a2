using System.Text.Json.Nodes;
using Backprop.Jupyter.Wire;

namespace Backprop.Jupyter.Requests;

/// <summary>What this kernel is, and which language it speaks.</summary>
internal sealed class KernelInfoRequest : IRequest
{
    public string Type => "kernel_info_request";

    public JsonObject Answer(Message request)
    {
        string version = typeof(KernelInfoRequest).Assembly.GetName().Version?.ToString(3) ?? "";
        return new JsonObject
        {
            ["status"] = "ok",
            ["protocol_version"] = Message.Version,
            ["implementation"] = "backprop",
            ["implementation_version"] = version,
            ["language_info"] = new JsonObject
            {
                ["name"] = "C#",
                ["version"] = "14.0",
                ["mimetype"] = "text/x-csharp",
                ["file_extension"] = ".cs",
                ["pygments_lexer"] = "csharp",
                ["codemirror_mode"] = "text/x-csharp",
            },
            ["banner"] = $"Backprop {version} in C# 14 on .NET {Environment.Version}",
            ["debugger"] = false,
            ["help_links"] = new JsonArray(),
        };
    }
}
