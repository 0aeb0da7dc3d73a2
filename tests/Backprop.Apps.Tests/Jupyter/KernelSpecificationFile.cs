using System.Text.Json.Nodes;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Jupyter;

/// <summary>Makes the kernel of these tests known to a Jupyter whose JUPYTER_PATH is a folder.</summary>
internal static class KernelSpecificationFile
{
    public static void Write(TemporaryFolder folder) => folder.Write("kernels/backprop/kernel.json", new JsonObject
    {
        ["argv"] = new JsonArray("dotnet", Path.Combine(AppContext.BaseDirectory, "Backprop.Jupyter.dll"), "{connection_file}"),
        ["display_name"] = "C# (Backprop)",
        ["language"] = "csharp",
        ["interrupt_mode"] = "message",
    }.ToJsonString());
}
