using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Backprop.Lessons;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Notebooks;

/// <summary>The notebooks as they are stored: made from their sources, run from the first cell to the last, small. <c>./test --approve --filter NotebookTests</c> makes them again.</summary>
public sealed partial class NotebookTests
{
    private const int MostBytes = 250_000;

    public static TheoryData<string> Names => [.. NotebookSource.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void AStoredNotebookIsMadeFromItsSource(string name)
    {
        IReadOnlyList<NotebookCell> cells = NotebookSource.Read(name);
        if (Environment.GetEnvironmentVariable("BACKPROP_APPROVE") == "1") NotebookFile.Write(name, cells);
        Assert.True(File.Exists(NotebookFile.Path(name)) && cells.SequenceEqual(NotebookFile.Cells(Stored(name))), $"notebooks/{name}.ipynb is out of date: ./test --approve --filter NotebookTests makes it from its source again.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ItIsStoredWithWhatItGaveAndSmall(string name)
    {
        JsonNode notebook = Stored(name);
        JsonNode?[] code = [.. notebook["cells"]!.AsArray().Where(cell => cell!["cell_type"]!.ToString() == "code")];
        Assert.Equal(Enumerable.Range(1, code.Length), code.Select(cell => cell!["execution_count"]!.GetValue<int>()));
        Assert.All(NotebookFile.Outputs(notebook), output => Assert.NotEqual("error", output["output_type"]!.ToString()));
        Assert.NotEmpty(NotebookFile.Outputs(notebook));
        Assert.InRange(new FileInfo(NotebookFile.Path(name)).Length, 1, MostBytes);
    }

    /// <summary>The numbers of a lesson's epochs, which other tests hold against the published ones and Keras', stand in its notebook letter for letter.</summary>
    [Theory]
    [InlineData("regression-by-hand", 24)]
    [InlineData("classification-by-hand", 14)]
    public void TheNumbersAreTheLessons(string name, int least)
    {
        var text = new StringWriter { NewLine = "\n" };
        (name == "regression-by-hand" ? (Action<Page>)RegressionByHand.Write : ClassificationByHand.Write)(new Page(text));
        HashSet<string> lines = [.. text.ToString().Split('\n')];
        string[] epochs = [.. NotebookFile.Outputs(Stored(name)).Where(output => output["output_type"]!.ToString() == "stream").SelectMany(output => output["text"]!.AsArray()).Select(line => line!.ToString().TrimEnd('\n')).Where(line => Epoch().IsMatch(line))];
        Assert.InRange(epochs.Length, least, 100);
        Assert.All(epochs, line => Assert.Contains(line, lines));
    }

    [Fact]
    public void EveryStoredNotebookHasASource() =>
        Assert.Equal(NotebookSource.Names, Directory.EnumerateFiles(Repository.At("notebooks"), "*.ipynb").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"^ +\d+ +\d+\.\d{9} ")]
    private static partial Regex Epoch();

    private static JsonNode Stored(string name) => JsonNode.Parse(File.ReadAllText(NotebookFile.Path(name)))!;
}
