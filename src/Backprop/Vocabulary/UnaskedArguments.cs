namespace Backprop.Vocabulary;

/// <summary>While a file is read: the arguments in it that no class asked for. A newer Keras, or another program, may have added them, and they may matter.</summary>
internal sealed class UnaskedArguments : IDisposable
{
    [ThreadStatic]
    private static UnaskedArguments? s_current;

    private readonly UnaskedArguments? _outer = s_current;
    private readonly List<string> _places = [];

    /// <summary>Starts to collect on this thread, until it is disposed.</summary>
    public UnaskedArguments() => s_current = this;

    /// <summary>Where they stand in the file.</summary>
    public IReadOnlyList<string> Places => _places;

    /// <summary>Collects what is left of a configuration after its object was made.</summary>
    public static void Collect(Config config) => s_current?._places.AddRange(config.Unasked.Select(config.At));

    public void Dispose() => s_current = _outer;
}
