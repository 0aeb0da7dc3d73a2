namespace Backprop.Graphs;

/// <summary>
/// The small constants in use, held weakly, so that equal ones are one node and what is built on constants alone (the 1 that a gradient begins
/// with, spread over a shape) is found again. It holds numbers only, no expressions; its lock is held while one constant is looked up.
/// </summary>
internal static class ConstantTable
{
    private static readonly Lock s_lock = new();
    private static readonly Dictionary<int, List<WeakReference<Constant>>> s_constants = [];
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

        s_limit = Math.Max(256, 2 * s_count);
    }
}
