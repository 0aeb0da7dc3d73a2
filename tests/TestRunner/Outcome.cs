using System.Globalization;
using System.Xml.Linq;

namespace TestRunner;

/// <summary>How many tests of one program passed, failed and were skipped.</summary>
internal sealed record Outcome(int Passed, int Failed, int Skipped)
{
    public Outcome Plus(Outcome other) => new(Passed + other.Passed, Failed + other.Failed, Skipped + other.Skipped);

    /// <summary>Reads the report that xunit wrote; errors outside a test (a fixture that fails to clean up) count as failures.</summary>
    public static Outcome Read(string reportPath)
    {
        var sum = new Outcome(0, 0, 0);
        foreach (XElement assembly in XDocument.Load(reportPath).Descendants("assembly"))
        {
            int Count(string name) => int.Parse(assembly.Attribute(name)?.Value ?? "0", CultureInfo.InvariantCulture);
            sum = sum.Plus(new Outcome(Count("passed"), Count("failed") + Count("errors"), Count("skipped")));
        }

        return sum;
    }

    public override string ToString() => $"{Passed} passed, {Failed} failed" + (Skipped > 0 ? $", {Skipped} skipped" : "");
}
