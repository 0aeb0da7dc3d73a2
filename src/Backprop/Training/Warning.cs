namespace Backprop.Training;

/// <summary>What a user should know although the work goes on: one sentence on standard error, where it disturbs no output.</summary>
internal static class Warning
{
    private const int MostNames = 5;

    public static void Write(string sentence) => Console.Error.WriteLine($"warning: {sentence}");

    /// <summary>The first of many names, and how many more there are.</summary>
    public static string Few(IReadOnlyCollection<string> names) => string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? $" and {names.Count - MostNames} more" : "");
}
