using System.Globalization;

namespace Backprop.Studio.Pages;

/// <summary>
/// What the page shows of an experiment: all of it stands in the address, so that a link leads to the same page, going back is the browser's own, and the page is a function of its address.
/// </summary>
internal sealed class PageState
{
    /// <summary>The word for "all operations of the step are done".</summary>
    public const string All = "all";

    /// <summary>A packed claim may be this long.</summary>
    public const int MostAudit = 40_000;

    private const int MostLetters = 4000;

    // In the order in which they are written; with what stands for each when it is missing.
    private static readonly (string Key, string Default)[] s_keys =
    [
        ("view", "network"), ("step", "0"), ("row", "0"), ("sample", "0"), ("select", ""), ("notation", "calculus"), ("digits", "6"), ("terms", "4"), ("parts", "4"), ("form", "text"),
        ("nudge", "0"), ("factored", "0"), ("memo", "1"), ("stale", "0"), ("example", ""), ("quiz", ""), ("answer", ""), ("smooth", "0"), ("lesson", ""), ("reveal", "0"), ("hide", ""), ("unit", ""), ("audit", ""),
    ];

    private readonly Dictionary<string, string> _values;

    private PageState(string experiment, Dictionary<string, string> values) => (Experiment, _values) = (experiment, values);

    /// <summary>The experiment's name in addresses.</summary>
    public string Experiment { get; }

    /// <summary>A value, or what stands for it when it is missing.</summary>
    public string this[string key] => _values.TryGetValue(key, out string? value) ? value : s_keys.First(known => known.Key == key).Default;

    public string View => this["view"];

    public int Step => Number("step");

    public int Sample => Number("sample");

    public bool Is(string key) => this[key] == "1";

    /// <summary>A whole number from 0 on; 0 for anything else.</summary>
    public int Number(string key) => int.TryParse(this[key], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    public double Real(string key) => double.TryParse(this[key], NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : 0;

    /// <summary>Reads an address; keys that mean nothing are left out.</summary>
    public static PageState Read(string experiment, IEnumerable<KeyValuePair<string, string>> query)
    {
        var values = new Dictionary<string, string>();
        foreach ((string key, string value) in query)
        {
            if (value.Length <= (key == "audit" ? MostAudit : MostLetters) && s_keys.Any(known => known.Key == key && known.Default != value)) values[key] = value;
        }

        return new PageState(experiment, values);
    }

    /// <summary>The address with some values changed, always in the same form.</summary>
    public string With(params ReadOnlySpan<(string Key, string Value)> changes)
    {
        var values = new Dictionary<string, string>(_values);
        foreach ((string key, string value) in changes) values[key] = value;
        return $"/e/{Experiment}{Query(values)}";
    }

    /// <summary>The same for another experiment.</summary>
    public string At(string experiment) => $"/e/{experiment}{Query(_values)}";

    /// <summary>The address of something else about the same state: "card.tex".</summary>
    public string Part(string part) => $"/e/{Experiment}/{part}{Query(_values)}";

    /// <summary>The values as they stand in an address, for a link that carries the experiment too.</summary>
    public string Query() => Query(_values);

    public override string ToString() => With();

    private static string Query(Dictionary<string, string> values)
    {
        string[] parts = [.. s_keys.Where(known => values.TryGetValue(known.Key, out string? value) && value != known.Default).Select(known => $"{known.Key}={Uri.EscapeDataString(values[known.Key])}")];
        return parts.Length == 0 ? "" : "?" + string.Join('&', parts);
    }
}
