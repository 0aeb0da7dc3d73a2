namespace Backprop.Testing;

internal static class Offences
{
    /// <summary>Fails with every offence on a line of its own: a check of the house says all it has found at once.</summary>
    public static void MustBeNone(IEnumerable<string?> offences)
    {
        string[] found = [.. offences.Take(50)!];
        Assert.True(found.Length == 0, string.Join('\n', found));
    }
}
