using Backprop.ByHand;

namespace Backprop.Examples.Programs;

/// <summary>Fibonacci's numbers with and without a memory; what is compared is the number of calls, not time.</summary>
internal static class SeedFibonacci
{
    public static void Run(Sheet sheet)
    {
        foreach (int n in new[] { 5, 10, 12, 36, 40 }) sheet.Is($"fib({n})", (double)Fibonacci.Memoized(n).Value);
        // Plainly counted for n = 20, and by the formula 2·fib(n) − 1 beyond, which would take long to count.
        CountedFibonacci plain = Fibonacci.Plain(20);
        if (plain.Calls != 2 * plain.Value - 1) throw new InvalidOperationException("The formula of the calls is wrong.");
        sheet.Is("naive_calls_fib(38)", (double)(2 * Fibonacci.Memoized(38).Value - 1));
        sheet.Is("memo_calls_fib(38)", Fibonacci.Memoized(38).Calls);
        sheet.Is("memo_calls_fib(100)", Fibonacci.Memoized(100).Calls);
    }
}
