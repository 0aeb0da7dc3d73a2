using Backprop.Initializers;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Training;

/// <summary>What keras.utils offers around a training: preparing labels and sequences, splitting data, seeds.</summary>
public static partial class Utils
{
    /// <summary>
    /// Sets the seed of the models made from now on that are given none, and of the shuffling below: initial weights, the order of samples and dropout follow from it.
    /// Without it the seed is 0, so a program gives the same numbers each time it runs.
    /// </summary>
    /// <param name="seed">The seed.</param>
    public static void SetRandomSeed(long seed) => RandomSeed.Default = seed;

    /// <summary>The numbers 0 … count − 1 in an order that follows from a seed and a number of a round.</summary>
    internal static int[] Shuffled(int count, long? seed, int round = 0)
    {
        var order = new int[count];
        RandomNumbers.Permutation(new RandomKey(unchecked((ulong)(seed ?? RandomSeed.Default)), (uint)RandomPurpose.Shuffle, 0, 1, (ulong)round), order);
        return order;
    }

    /// <summary>Some rows of a tensor, copied in a given order.</summary>
    internal static Tensor Rows(Tensor tensor, ReadOnlySpan<int> rows)
    {
        var result = new Tensor(tensor.DType, tensor.Shape.With(0, rows.Length));
        for (int i = 0; i < rows.Length; i++) tensor[rows[i]].CopyTo(result[i]);
        return result;
    }
}
