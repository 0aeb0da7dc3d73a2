using Backprop.Tensors;

namespace Backprop.Training;

public static partial class Utils
{
    private const string Pre = "pre";
    private const string Post = "post";

    /// <summary>Makes sequences equally long: short ones are filled up, long ones cut.</summary>
    /// <param name="sequences">The sequences.</param>
    /// <param name="maxLen">The length of all. Default that of the longest.</param>
    /// <param name="dtype">The type of the result. Default <see cref="DType.Int32"/>.</param>
    /// <param name="padding">Where a short one is filled up: "pre" at its beginning, "post" at its end. Default "pre".</param>
    /// <param name="truncating">Where a long one is cut: "pre" or "post". Default "pre".</param>
    /// <param name="value">What it is filled with. Default 0.</param>
    /// <returns>One row per sequence: shape (sequences, length).</returns>
    /// <exception cref="ArgumentException">An argument is wrong.</exception>
    /// <remarks>Source: keras/src/utils/sequence_utils.py.</remarks>
    public static Tensor PadSequences<T>(IEnumerable<IEnumerable<T>> sequences, int? maxLen = null, DType dtype = DType.Int32, string padding = Pre, string truncating = Pre, double value = 0)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(sequences);
        return PadSequences([.. sequences.Select(sequence => Tensor.From(sequence.ToArray()))], maxLen, dtype, padding, truncating, value);
    }

    /// <summary>Makes sequences of vectors, or of larger things, equally long.</summary>
    /// <param name="sequences">Tensors whose first axis is time; the other axes are the same in all.</param>
    /// <param name="maxLen">The length of all. Default that of the longest.</param>
    /// <param name="dtype">The type of the result. Default <see cref="DType.Int32"/>.</param>
    /// <param name="padding">Where a short one is filled up: "pre" at its beginning, "post" at its end. Default "pre".</param>
    /// <param name="truncating">Where a long one is cut: "pre" or "post". Default "pre".</param>
    /// <param name="value">What it is filled with. Default 0.</param>
    /// <returns>Shape (sequences, length, …).</returns>
    /// <exception cref="ArgumentException">An argument is wrong.</exception>
    public static Tensor PadSequences(IReadOnlyList<Tensor> sequences, int? maxLen = null, DType dtype = DType.Int32, string padding = Pre, string truncating = Pre, double value = 0)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        if (maxLen < 0) throw new ArgumentOutOfRangeException(nameof(maxLen), $"A length is 0 or more, not {maxLen}.");
        CheckSide(padding, nameof(padding));
        CheckSide(truncating, nameof(truncating));
        for (int i = 0; i < sequences.Count; i++)
        {
            if (sequences[i].Rank == 0) throw new ArgumentException($"Sequence {i} (counted from 0) is a single number.", nameof(sequences));
        }

        // What one step looks like is told by the first sequence that has any.
        Shape step = sequences.FirstOrDefault(sequence => sequence.Shape[0] > 0)?.Shape[1..] ?? Shape.Scalar;
        int length = maxLen ?? (sequences.Count == 0 ? 0 : sequences.Max(sequence => sequence.Shape[0]));
        Tensor result = Tensor.Full(value, dtype, step.Insert(0, length).Insert(0, sequences.Count));
        for (int i = 0; i < sequences.Count; i++)
        {
            Tensor sequence = sequences[i];
            if (sequence.Shape[0] == 0 || length == 0) continue;
            if (sequence.Shape[1..] != step) throw new ArgumentException($"Sequence {i} (counted from 0) has steps of shape {sequence.Shape[1..]}; those before have {step}.", nameof(sequences));
            int kept = Math.Min(length, sequence.Shape[0]);
            Tensor part = truncating == Pre ? sequence[(sequence.Shape[0] - kept)..] : sequence[..kept];
            part.Cast(dtype).CopyTo(padding == Pre ? result[i][(length - kept)..] : result[i][..kept]);
        }

        return result;
    }

    private static void CheckSide(string side, string name)
    {
        if (side is not (Pre or Post)) throw new ArgumentException($"{name} is \"{Pre}\" or \"{Post}\", not \"{side}\".", name);
    }
}
