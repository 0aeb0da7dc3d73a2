using Backprop.Testing;

namespace Backprop.Tests.House;

/// <summary>What every file in the repository keeps to: short, portable, finished.</summary>
public sealed class FileTests
{
    // Tables of data, which nobody reads from top to bottom, and nothing else; each with its reason.
    private static readonly Dictionary<string, string> MayBeLong = new()
    {
    };

    private static readonly string[] Folders = ["src", "lessons", "tests", "benchmarks", "docs", ".ci"];

    [Fact]
    public void NoSourceFileIsLongerThan500Lines()
    {
        IEnumerable<string> offences =
            from folder in Folders
            from file in Repository.Files(folder, ".cs")
            let lines = File.ReadLines(file.FullPath).Count()
            where lines > 500 && !MayBeLong.ContainsKey(file.Name)
            select $"{file.Name} has {lines} lines: aim below 150, at most 500";
        Offences.MustBeNone(offences);
    }

    [Fact]
    public void NothingIsLeftUnfinished() =>
        Refuse(["src", "lessons", "benchmarks", "docs", "tests"], ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception", "#reg" + "ion"]);

    [Fact]
    public void NothingPointsOutsideTheCheckout() =>
        Refuse([.. Folders], ["../sha" + "red", "/wor" + "k/", "/ro" + "ot/", "/ho" + "me/", @":\Use" + "rs"]);

    [Fact]
    public void TheLibraryDrawsNoNumberAndReadsNoClockOfItsOwn() =>
        // Randomness is a keyed operation and time an argument (TimeProvider): the same call gives the same bits.
        Refuse(["src/Backprop/"], ["new Random(", "Random.Shared", "DateTime.Now", "DateTime.UtcNow", "DateTime.Today", "DateTimeOffset.Now", "DateTimeOffset.UtcNow", "Environment.TickCount"]);

    [Fact]
    public void NobodySilencesTheDemandForDocumentation() =>
        Refuse(["src"], ["CS15" + "91"]);

    private static void Refuse(string[] folders, string[] words)
    {
        IEnumerable<string> offences =
            from folder in folders
            from file in Repository.Files(folder, ".cs", ".md", ".csproj", ".props", ".json", ".sh", "")
            from line in File.ReadLines(file.FullPath).Index()
            from word in words
            where line.Item.Contains(word, StringComparison.Ordinal)
            select $"{file.Name}:{line.Index + 1} contains '{word}': {line.Item.Trim()}";
        Offences.MustBeNone(offences);
    }
}
