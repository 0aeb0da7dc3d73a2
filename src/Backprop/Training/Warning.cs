namespace Backprop.Training;

/// <summary>What a user should know although the work goes on: one sentence on standard error, where it disturbs no output.</summary>
internal static class Warning
{
    public static void Write(string sentence) => Console.Error.WriteLine($"warning: {sentence}");
}
