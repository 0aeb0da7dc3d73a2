using Backprop.Tensors;

namespace Backprop.Graphs;

/// <summary>
/// The small constants in use, held weakly, so that equal ones are one node and what is built on constants alone (the 1 that a gradient begins
/// with, spread over a shape) is found again. It holds numbers only, no expressions; its lock is held while one constant is looked up.
/// </summary>
internal static class ConstantTable
{
    private static readonly Lock s_lock = new();
    private static readonly Dictionary<int, List<WeakReference<Constant>>> s_constants = [];
    private static readonly Dictionary<(DType Type, long Bits), WeakReference<Constant>> s_numbers = [];
    private static int s_count;
    private static int s_limit = 256;

    /// <summary>The constant that is equal to this one, or this one if there is none yet.</summary>
    public static Constant Find(Constant constant)
    {
        lock (s_lock)
        {
            if (!s_constants.TryGetValue(constant.SameHash, out List<WeakReference<Constant>>? bucket)) s_constants[constant.SameHash] = bucket = [];
            foreach (WeakReference<Constant> reference in bucket)
            {
                if (reference.TryGetTarget(out Constant? found) && found.IsSame(constant)) return found;
            }

            bucket.Add(new WeakReference<Constant>(constant));
            if (++s_count > s_limit) RemoveDead();
            return constant;
        }
    }

    /// <summary>A single number: found without making a constant first, because expressions are full of the same few.</summary>
    public static Constant Number(double value, DType type)
    {
        (DType, long) key = (type, BitConverter.DoubleToInt64Bits(value));
        lock (s_lock)
        {
            if (s_numbers.TryGetValue(key, out WeakReference<Constant>? reference) && reference.TryGetTarget(out Constant? found)) return found;
        }

        Constant made = Constant.Of(Tensor.Scalar(value, type));
        lock (s_lock)
        {
            s_numbers[key] = new WeakReference<Constant>(made);
            if (s_numbers.Count > 2 * s_limit) RemoveDead();
        }

        return made;
    }

    /// <summary>Whenever the table has doubled, so that constants which come and go do not fill it.</summary>
    private static void RemoveDead()
    {
        s_count = 0;
        foreach ((int hash, List<WeakReference<Constant>> bucket) in s_constants)
        {
            bucket.RemoveAll(reference => !reference.TryGetTarget(out _));
            s_count += bucket.Count;
            // .NET allows removing while a dictionary is walked.
            if (bucket.Count == 0) s_constants.Remove(hash);
        }

        foreach (((DType, long) key, WeakReference<Constant> reference) in s_numbers)
        {
            if (!reference.TryGetTarget(out _)) s_numbers.Remove(key);
        }

        s_limit = Math.Max(256, 2 * Math.Max(s_count, s_numbers.Count));
    }
}
