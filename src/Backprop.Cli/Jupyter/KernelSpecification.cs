using System.Text;
using System.Text.Json.Nodes;
using Backprop.Formats;

namespace Backprop.Cli.Jupyter;

/// <summary>The file by which Jupyter knows the kernel, and where such files lie.</summary>
internal static class KernelSpecification
{
    /// <summary>The kernel's name, which notebooks keep.</summary>
    public const string Name = "backprop";

    /// <summary>Where the kernel's file lies in a folder of Jupyter's data.</summary>
    public static string File(string data) => Path.Combine(data, "kernels", Name, "kernel.json");

    /// <summary>The kernel's program, which lies beside this one; null when it does not, as with the native program.</summary>
    public static string? Program()
    {
        string[] places = [Path.Combine(AppContext.BaseDirectory, "jupyter", "Backprop.Jupyter.dll"), Path.Combine(AppContext.BaseDirectory, "Backprop.Jupyter.dll")];
        return places.FirstOrDefault(System.IO.File.Exists);
    }

    /// <summary>Writes the file, and returns its path.</summary>
    /// <param name="data">A folder of Jupyter's data; it is made if need be.</param>
    /// <param name="program">The kernel's program.</param>
    /// <exception cref="BadInputException">The folder cannot be written.</exception>
    public static string Write(string data, string program)
    {
        string file = File(data);
        var document = new JsonObject
        {
            ["argv"] = new JsonArray(Runtime(), program, "{connection_file}"),
            ["display_name"] = "C# (Backprop)",
            ["language"] = "csharp",
            ["interrupt_mode"] = "message",
        };
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(Output.JsonOutput.Text(document) + "\n")));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{file} cannot be written: {error.Message.TrimEnd('.')}. Without --prefix it is written for you alone, which needs no rights.");
        }

        return file;
    }

    /// <summary>The program a file names, or null when it names none.</summary>
    public static string? ProgramOf(string file)
    {
        try
        {
            return JsonNode.Parse(System.IO.File.ReadAllText(file)) is JsonObject document && document["argv"] is JsonArray { Count: > 1 } command ? command[1]?.ToString() : null;
        }
        catch (Exception error) when (error is System.Text.Json.JsonException or IOException)
        {
            return null;
        }
    }

    // Jupyter may be started with another PATH than this shell's, so the runtime is named by its place where that is known.
    private static string Runtime()
    {
        string dotnet = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return System.IO.File.Exists(dotnet) ? dotnet : "dotnet";
    }
}
