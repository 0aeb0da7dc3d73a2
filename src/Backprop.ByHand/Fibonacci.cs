using System.Numerics;

namespace Backprop.ByHand;

/// <summary>
/// Memoization on the smallest example there is: fib(n) = fib(n − 1) + fib(n − 2) with fib(0) = fib(1) = 1.
/// The plain recursion computes the same values again and again; remembering each makes one addition per value of it.
/// Backpropagation does the same with δ: see <see cref="Memoization"/>.
/// </summary>
public static class Fibonacci
{
    /// <summary>The largest n whose value <see cref="Plain(int)"/> can hold in 64 bits (nobody will wait for it).</summary>
    public const int LargestPlain = 91;

    /// <summary>The largest n that <see cref="Memoized(int)"/> takes: each step down is a call within a call, and the stack is finite.</summary>
    public const int LargestMemoized = 5_000;

    /// <summary>
    /// The recursion as written. The calls form a tree with fib(n) leaves, each a call for 0 or 1 that contributes 1 to the value;
    /// a tree in which every other call makes two has one fewer of those, so there are 2·fib(n) − 1 calls.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">n is below 0 or above <see cref="LargestPlain"/>.</exception>
    public static CountedFibonacci Plain(int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, LargestPlain);
        long calls = 0;
        long value = Plain(n, ref calls);
        return new CountedFibonacci(value, calls);
    }

    /// <summary>
    /// The same recursion with a memory. Each value from 2 to n is computed once, by two calls; with the first call that makes 2n − 1 (for n ≥ 1).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">n is below 0 or above <see cref="LargestMemoized"/>.</exception>
    public static CountedFibonacci Memoized(int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, LargestMemoized);
        long calls = 0;
        BigInteger value = Memoized(n, [], ref calls);
        return new CountedFibonacci(value, calls);
    }

    private static long Plain(int n, ref long calls)
    {
        calls++;
        if (n < 2) return 1;
        return Plain(n - 1, ref calls) + Plain(n - 2, ref calls);
    }

    private static BigInteger Memoized(int n, Dictionary<int, BigInteger> memory, ref long calls)
    {
        calls++;
        if (n < 2) return BigInteger.One;
        if (memory.TryGetValue(n, out BigInteger known)) return known;
        BigInteger value = Memoized(n - 1, memory, ref calls) + Memoized(n - 2, memory, ref calls);
        memory[n] = value;
        return value;
    }
}
