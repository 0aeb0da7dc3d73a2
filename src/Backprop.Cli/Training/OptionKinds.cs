using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Backprop.Vocabulary;

namespace Backprop.Cli.Training;

/// <summary>Options whose values are checked while the arguments are read, so that each mistake is one sentence and nothing has begun.</summary>
internal static class OptionKinds
{
    /// <summary>A whole number from <paramref name="least"/> on.</summary>
    public static Option<int?> Count(string name, string description, int least = 1, int most = int.MaxValue) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most) return number;
            string bounds = most == int.MaxValue ? $"{least} or more" : $"from {least} to {most}";
            result.AddError($"{name} takes a whole number, {bounds}, not {text}");
            return null;
        },
    };

    /// <summary>A number for which <paramref name="isAllowed"/> holds; <paramref name="allowed"/> says which those are.</summary>
    public static Option<double?> Number(string name, string description, string allowed, Func<double, bool> isAllowed) => new(name)
    {
        Description = description,
        HelpName = "NUMBER",
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) && isAllowed(number)) return number;
            result.AddError($"{name} takes {allowed}, not {text}");
            return null;
        },
    };

    /// <summary>Numbers of units with commas between them: 256,128.</summary>
    public static Option<int[]?> Counts(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N,N,…",
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            if (text is "none" or "0") return [];
            var counts = new List<int>();
            foreach (string part in text.Split(','))
            {
                if (!int.TryParse(part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count is < 1 or > 1_000_000)
                {
                    result.AddError($"{name} takes numbers of units from 1 to 1,000,000 with commas between them, such as 256,128, or none, not {text}");
                    return null;
                }

                counts.Add(count);
            }

            return [.. counts];
        },
    };

    /// <summary>Names with commas between them.</summary>
    public static Option<string[]?> Names(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "NAME,…",
        CustomParser = result => result.Tokens[^1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
    };

    /// <summary>One of some words.</summary>
    public static Option<string?> Word(string name, string description, params string[] words) => new(name)
    {
        Description = description,
        HelpName = string.Join('|', words),
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            if (words.Contains(text)) return text;
            result.AddError($"{name} takes {string.Join(" or ", words)}, not {text}");
            return null;
        },
    };

    /// <summary>One of the library's names of a kind, such as an optimizer.</summary>
    public static Option<string?> Registered<T>(string name, string description, Registry<T> registry) where T : class => new(name)
    {
        Description = description,
        HelpName = "NAME",
        CustomParser = result => Check(result, name, result.Tokens[^1].Value, registry),
    };

    /// <summary>Any text.</summary>
    public static Option<string?> Text(string name, string description, string helpName = "NAME") => new(name) { Description = description, HelpName = helpName };

    /// <summary>Said or not said.</summary>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    private static string? Check<T>(ArgumentResult result, string option, string text, Registry<T> registry) where T : class
    {
        if (registry.Contains(text)) return text;
        string known = KerasNames.Nearest(text, registry.Names) is { } nearest ? $"did you mean {nearest}?" : $"known are {string.Join(", ", registry.Names)}";
        result.AddError($"{option} has no {text}; {known}");
        return null;
    }
}
