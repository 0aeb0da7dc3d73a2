using System.Globalization;
using Backprop.Explanations.Auditing;
using Backprop.Graphs;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Examples;

/// <summary>How a value compares.</summary>
internal enum ExampleVerdict
{
    /// <summary>The source prints no number; ours is the recomputed one.</summary>
    Computed,

    /// <summary>Rounded to the printed digits, ours is the printed number.</summary>
    Agrees,

    /// <summary>It differs from the printed number within the precision of float32, in which that was computed.</summary>
    AgreesInSingle,

    /// <summary>It differs by no more than one in the last digit: the source cut digits off, or rounded on the way.</summary>
    LastDigit,

    /// <summary>The printed number does not follow from the source's own inputs and formulas.</summary>
    DoesNotFollow,

    /// <summary>A measurement of others, which is quoted and not computed.</summary>
    Quoted,
}

/// <summary>Verdicts in words.</summary>
internal static class ExampleVerdicts
{
    public static string ToText(this ExampleVerdict verdict) => verdict switch
    {
        ExampleVerdict.Agrees => "agrees",
        ExampleVerdict.AgreesInSingle => "agrees in float32",
        ExampleVerdict.LastDigit => "differs by one in the last digit",
        ExampleVerdict.DoesNotFollow => "does not follow from its source",
        ExampleVerdict.Quoted => "quoted, not computed",
        _ => "no number published",
    };
}

/// <summary>A published value beside ours.</summary>
/// <param name="Value">The published one.</param>
/// <param name="Ours">What the example computed.</param>
/// <param name="Verdict">How they compare.</param>
/// <param name="IsRecomputed">Whether ours is the independently recomputed number, to 1e-12.</param>
internal sealed record ExampleRow(PublishedValue Value, double Ours, ExampleVerdict Verdict, bool IsRecomputed);

/// <summary>Where an example writes what it computes; each number is compared as it comes.</summary>
internal sealed class Sheet(WorkedExample example)
{
    private const double Near = 1e-12, Single = 3e-7;
    private readonly Dictionary<string, ExampleRow> _rows = [];

    /// <summary>The values in the order of the source; those that the example did not compute are missing.</summary>
    public IReadOnlyList<ExampleRow> Rows => [.. example.Values.Where(value => _rows.ContainsKey(value.Name)).Select(value => _rows[value.Name])];

    /// <summary>What else the example has to say.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>The reports of audits, with the codes that were found.</summary>
    public List<(string[] Codes, AuditReport Report)> Audits { get; } = [];

    /// <summary>Compares a number.</summary>
    /// <param name="name">The value's name.</param>
    /// <param name="ours">What was computed.</param>
    /// <param name="noise">For a number that hangs on the rounding of a difference: how far two right programs may be apart.</param>
    public void Is(string name, double ours, double noise = 0)
    {
        PublishedValue value = example.Values.Single(one => one.Name == name);
        bool isRecomputed = Math.Abs(ours - value.Recomputed) <= Math.Max(noise, Near * Math.Max(1e-3, Math.Abs(value.Recomputed)));
        double difference = Math.Abs(ours - value.PublishedNumber);
        ExampleVerdict verdict =
            value.Published is null ? ExampleVerdict.Computed
            : difference <= value.Tolerance * 1.000001 + noise ? ExampleVerdict.Agrees
            : value.Status == "match_float32" && difference <= Single * Math.Abs(value.PublishedNumber) ? ExampleVerdict.AgreesInSingle
            : difference <= value.LastPlace * 1.000001 ? ExampleVerdict.LastDigit
            : ExampleVerdict.DoesNotFollow;
        _rows.Add(name, new ExampleRow(value, ours, verdict, isRecomputed));
    }

    /// <summary>Compares the single number of an expression.</summary>
    public void Is(string name, Node ours, double noise = 0) => Is(name, ours.EvaluateScalar(), noise);

    /// <summary>A number of others that cannot be computed here.</summary>
    public void Quote(string name)
    {
        PublishedValue value = example.Values.Single(one => one.Name == name);
        _rows.Add(name, new ExampleRow(value, value.PublishedNumber, ExampleVerdict.Quoted, true));
    }

    /// <summary>The numbers of an expression, to compare some of them.</summary>
    public Row Of(Node node) => new(this, node.Evaluate());

    /// <summary>The numbers of a tensor, to compare some of them.</summary>
    public Row Of(Tensor tensor) => new(this, tensor);

    /// <summary>A sentence under the table.</summary>
    public void Note(string sentence) => Notes.Add(sentence);

    /// <summary>The audit of what the source did, and the mistakes that are expected to be found.</summary>
    public void Audit(AuditReport report, params string[] codes) => Audits.Add((codes, report));

    /// <summary>Numbers at equal distances, as NumPy's linspace makes them.</summary>
    public static Tensor Even(double first, double last, params int[] lengths)
    {
        int count = lengths.Aggregate((a, b) => a * b);
        return Tensor.From([.. Enumerable.Range(0, count).Select(i => i == count - 1 ? last : first + i * ((last - first) / (count - 1)))], Shape.Create(lengths));
    }

    /// <summary>A number with some significant digits.</summary>
    public static string Digits(double value, int digits) => value.ToString($"G{digits}", CultureInfo.InvariantCulture);

    /// <summary>Several values from one tensor.</summary>
    internal sealed class Row(Sheet sheet, Tensor tensor)
    {
        /// <summary>Compares one number of the tensor.</summary>
        public Row Is(string name, params int[] index)
        {
            sheet.Is(name, tensor.GetDouble(index));
            return this;
        }
    }
}
