using System.Text.RegularExpressions;
using Backprop.Testing;

namespace Backprop.Tests.House;

/// <summary>Holds src/Backprop to its rooms: each stands on rooms above it in the table, never on those below.</summary>
public sealed partial class LayeringTests
{
    // One line is one step of the table in docs/architecture.md; rooms on one line may use each other.
    private static readonly string[][] Rooms =
    [
        ["Tensors"],
        ["Kernels"],
        ["Graphs"],
        ["Operations"],
        ["Differentiation"],
        ["Plans"],
        ["Vocabulary"],
        ["Activations", "Initializers", "Regularizers", "Constraints", "Layers", "Losses", "Metrics", "Optimizers", "Schedules"],
        ["Formats"],
        ["Training"],
        ["Explanations"],
    ];

    [Fact]
    public void EveryFileUsesOnlyRoomsAboveItsOwn()
    {
        List<string> offences = [];
        foreach ((string name, string path) in Repository.Files("src/Backprop", ".cs"))
        {
            string own = name.Split('/')[2];
            int line = 0;
            foreach (string text in File.ReadLines(path))
            {
                line++;
                foreach (Match mention in Mention().Matches(WithoutComment(text)))
                {
                    string room = mention.Groups["room"].Value;
                    if (Step(room) > Step(own))
                    {
                        offences.Add($"{name}:{line} is in {own}, which may not use {room}: {text.Trim()}");
                    }
                }
            }
        }

        Offences.MustBeNone(offences);
    }

    [Fact]
    public void EveryFolderIsARoomAndEveryNamespaceIsItsFolder()
    {
        List<string> offences = [];
        foreach ((string name, string path) in Repository.Files("src/Backprop", ".cs"))
        {
            string[] folders = name.Split('/')[1..^1];
            if (folders.Length < 2 || Step(folders[1]) < 0)
            {
                offences.Add($"{name} lies in no room of the table.");
            }

            // A folder inside a room only sorts its files: their namespace may stay the room's.
            string[] expected = [string.Join('.', folders), string.Join('.', folders.Take(2))];
            string? found = File.ReadLines(path).Select(text => Namespace().Match(text)).FirstOrDefault(match => match.Success)?.Groups[1].Value;
            if (found is not null && !expected.Contains(found))
            {
                offences.Add($"{name} declares namespace {found}; its folder says {expected[0]}.");
            }
        }

        Offences.MustBeNone(offences);
    }

    [Fact]
    public void NoFileOfTheLibraryOpensARoomForAllOthers()
    {
        // A global using would hide from a file's head what the file stands on.
        IEnumerable<string> offences =
            from file in Repository.Files("src/Backprop", ".cs")
            where File.ReadLines(file.FullPath).Any(text => text.StartsWith("global using", StringComparison.Ordinal))
            select file.Name;
        Offences.MustBeNone(offences);
    }

    [Theory]
    [InlineData("Backprop", "System.")]
    [InlineData("Backprop.ByHand", "System.")]
    [InlineData("Backprop.Data", "System.", "Backprop", "Microsoft.Data.Analysis", "StbImageSharp", "Sylvan.Data.Csv")]
    public void EveryAssemblyReferencesOnlyWhatItsProjectPromises(string assembly, params string[] allowed)
    {
        IEnumerable<string> offences =
            from reference in System.Reflection.Assembly.Load(assembly).GetReferencedAssemblies()
            let name = reference.Name!
            where !allowed.Any(prefix => prefix.EndsWith('.') ? name.StartsWith(prefix, StringComparison.Ordinal) : name == prefix)
            select name;
        Offences.MustBeNone(offences);
    }

    private static int Step(string room) => Array.FindIndex(Rooms, step => step.Contains(room));

    // Good enough for lines of code: a "//" inside a string only makes this check see less of that line.
    private static string WithoutComment(string text) => text.IndexOf("//", StringComparison.Ordinal) is >= 0 and int at ? text[..at] : text;

    // Using lines of every kind (static, alias, global) and names written out in full.
    [GeneratedRegex(@"\bBackprop\.(?<room>[A-Z]\w*)")]
    private static partial Regex Mention();

    [GeneratedRegex(@"^namespace\s+([\w.]+)")]
    private static partial Regex Namespace();
}
