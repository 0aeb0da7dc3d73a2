using System.Text.RegularExpressions;

namespace Backprop.Jupyter.Cells;

/// <summary>A package that a cell asks for: <c>#r "nuget: Name, version"</c>.</summary>
/// <param name="Name">The package's id.</param>
/// <param name="Version">Its version, or null for the newest.</param>
internal sealed record PackageRequest(string Name, string? Version);

/// <summary>A cell's text, and what in it is for the kernel and not for the compiler. Lines keep their numbers.</summary>
internal sealed partial record CellText
{
    private static readonly string[] s_commands = ["#!time"];

    /// <summary>The C# that is left.</summary>
    public required string Code { get; init; }

    /// <summary>The packages it asks for.</summary>
    public required IReadOnlyList<PackageRequest> Packages { get; init; }

    /// <summary>Whether the time is to be told that the cell took.</summary>
    public required bool IsTimed { get; init; }

    /// <summary>What is wrong with a line for the kernel, or null.</summary>
    public required string? Complaint { get; init; }

    /// <summary>Reads a cell.</summary>
    public static CellText Read(string text)
    {
        var packages = new List<PackageRequest>();
        bool isTimed = false;
        string? complaint = null;
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        for (int n = 0; n < lines.Length; n++)
        {
            string line = lines[n].Trim();
            if (Package().Match(line) is { Success: true } match)
            {
                packages.Add(new PackageRequest(match.Groups["name"].Value, match.Groups["version"] is { Length: > 0 } version ? version.Value : null));
            }
            else if (line.StartsWith("#!", StringComparison.Ordinal))
            {
                isTimed |= line == "#!time";
                if (!s_commands.Contains(line)) complaint ??= $"Line {n + 1}: there is no {line.Split(' ')[0]} here; this kernel knows {string.Join(", ", s_commands)} and #r \"nuget: Name, version\".";
            }
            else if (ForOtherKernels().Match(line) is { Success: true } foreign)
            {
                // A notebook that was written for Python's kernel, or for a shell.
                complaint ??= $"Line {n + 1}: {foreign.Value.Trim()} is for another kernel; this one runs C#.";
            }
            else
            {
                continue;
            }

            lines[n] = "";
        }

        return new CellText { Code = string.Join('\n', lines), Packages = packages, IsTimed = isTimed, Complaint = complaint };
    }

    [GeneratedRegex(@"^(%{1,2}[a-z]\w*|!\w+|from [\w.]+ import\b|import [\w.]+( as \w+)?$|def \w+\(.*\):$)")]
    private static partial Regex ForOtherKernels();

    [GeneratedRegex("""^#r\s+"nuget:\s*(?<name>[A-Za-z0-9_.\-]+)\s*(,\s*(?<version>[^"\s]+)\s*)?"\s*;?$""")]
    private static partial Regex Package();
}
