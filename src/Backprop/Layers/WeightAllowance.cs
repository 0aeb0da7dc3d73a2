using Backprop.Tensors;

namespace Backprop.Layers;

/// <summary>
/// While a model is built from a file: how many numbers its weights may have, which is how many the file holds. A layer that asks for more is refused before any
/// memory is taken, however large the sizes are that the file declares. It also says that the weights need no first numbers, since the file has them.
/// </summary>
internal sealed class WeightAllowance : IDisposable
{
    [ThreadStatic]
    private static WeightAllowance? s_current;

    private readonly WeightAllowance? _outer = s_current;
    private readonly long _all;
    private long _left;

    /// <summary>Starts an allowance on this thread, until it is disposed.</summary>
    public WeightAllowance(long numbers)
    {
        (_all, _left) = (numbers, numbers);
        s_current = this;
    }

    /// <summary>Whether a model is being built from a file.</summary>
    public static bool IsLoading => s_current is not null;

    /// <summary>Takes the numbers of a weight from the allowance, if there is one.</summary>
    /// <exception cref="ArgumentException">There are not as many left.</exception>
    public static void Take(string name, Shape shape)
    {
        if (s_current is not { } allowance) return;
        double size = 1;
        foreach (int length in shape.Lengths) size *= length;
        if (size > allowance._left) throw new ArgumentException($"its weight {name} would have the shape {shape}, but the file holds only {allowance._all} numbers for all weights. The configuration and the weights do not belong together.");
        allowance._left -= (long)size;
    }

    public void Dispose() => s_current = _outer;
}
