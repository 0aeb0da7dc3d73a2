namespace Backprop.Initializers;

/// <summary>The seed of models, and of shuffling, that are given none.</summary>
internal static class RandomSeed
{
    private static long s_default;

    /// <summary>The seed: 0 until a program sets another.</summary>
    public static long Default
    {
        get => Interlocked.Read(ref s_default);
        set => Interlocked.Exchange(ref s_default, value);
    }
}
