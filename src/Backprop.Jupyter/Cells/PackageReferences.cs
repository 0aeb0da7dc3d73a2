using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text.Json;

namespace Backprop.Jupyter.Cells;

/// <summary>Fetches packages with the SDK's own restore, so that the user's feeds, cache and credentials hold here as everywhere else.</summary>
internal sealed class PackageReferences
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(3);

    private readonly Dictionary<string, string> _natives = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Fetches a package and what it needs.</summary>
    /// <param name="package">Which.</param>
    /// <param name="files">The assemblies to refer to.</param>
    /// <returns>Why it did not work, in one sentence; null when it did.</returns>
    public string? Restore(PackageRequest package, out IReadOnlyList<string> files)
    {
        files = [];
        string name = package.Version is null ? package.Name : $"{package.Name} {package.Version}";
        DirectoryInfo folder = Directory.CreateTempSubdirectory("backprop-package-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "Directory.Build.props"), "<Project />");
            File.WriteAllText(Path.Combine(folder.FullName, "Packages.csproj"), $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup><TargetFramework>net{Environment.Version.Major}.{Environment.Version.Minor}</TargetFramework><NuGetAudit>false</NuGetAudit></PropertyGroup>
                  <ItemGroup><PackageReference Include="{package.Name}" Version="{package.Version ?? "*"}" /></ItemGroup>
                </Project>
                """);
            (int code, string said) = Restore(folder.FullName);
            string assets = Path.Combine(folder.FullName, "obj", "project.assets.json");
            if (code != 0 || !File.Exists(assets)) return $"The package {name} could not be fetched: {Reason(said)}";
            files = Read(assets);
            return files.Count == 0 ? $"The package {name} has no assembly for .NET {Environment.Version.Major}." : null;
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or IOException)
        {
            return $"The package {name} could not be fetched: the .NET SDK's command dotnet does not run here ({error.Message}).";
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The reason within what restore says: its first error, without the path of the project.</summary>
    internal static string Reason(string said)
    {
        string? error = said.Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal));
        int at = error?.IndexOf("error ", StringComparison.Ordinal) ?? -1;
        string reason = at < 0 ? "the SDK gave no reason" : error![(at + 6)..];
        int project = reason.IndexOf(" [", StringComparison.Ordinal);
        if (project > 0) reason = reason[..project];
        return reason.Trim().TrimEnd('.') + ". Is there a feed that can be reached? dotnet nuget list source lists them.";
    }

    private static (int Code, string Said) Restore(string folder)
    {
        var start = new ProcessStartInfo("dotnet", ["restore", "--nologo", "-v", "quiet", "-p:NuGetInteractive=false"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_longest))
        {
            process.Kill(entireProcessTree: true);
            return (1, $"error no feed answered within {s_longest.TotalMinutes} minutes");
        }

        return (process.ExitCode, output.Result + errors.Result);
    }

    private List<string> Read(string assets)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(assets));
        string[] folders = [.. document.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name)];
        JsonElement libraries = document.RootElement.GetProperty("libraries");
        var files = new List<string>();
        foreach (JsonProperty library in document.RootElement.GetProperty("targets").EnumerateObject().First().Value.EnumerateObject())
        {
            if (!libraries.GetProperty(library.Name).TryGetProperty("path", out JsonElement path)) continue;
            foreach (string file in Files(library.Value, "runtime"))
            {
                if (Find(folders, path.GetString()!, file) is { } found && found.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)) files.Add(found);
            }

            foreach (string file in Files(library.Value, "runtimeTargets"))
            {
                if (file.StartsWith($"runtimes/{RuntimeInformation.RuntimeIdentifier}/native/", StringComparison.Ordinal) && Find(folders, path.GetString()!, file) is { } found) AddNative(found);
            }
        }

        return files;
    }

    private void AddNative(string path)
    {
        if (_natives.Count == 0) AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => _natives.TryGetValue(name, out string? found) ? NativeLibrary.Load(found) : 0;
        string name = Path.GetFileNameWithoutExtension(path);
        _natives[name] = path;
        _natives[Path.GetFileName(path)] = path;
        if (name.StartsWith("lib", StringComparison.Ordinal)) _natives[name[3..]] = path;
    }

    private static IEnumerable<string> Files(JsonElement library, string kind) =>
        library.TryGetProperty(kind, out JsonElement files) ? files.EnumerateObject().Select(file => file.Name) : [];

    private static string? Find(string[] folders, string package, string file) =>
        folders.Select(folder => Path.Combine(folder, package, file)).FirstOrDefault(File.Exists);
}
