using System.Numerics;

namespace Backprop.ByHand;

/// <summary>A Fibonacci number and what it cost.</summary>
/// <param name="Value">fib(n), with fib(0) = fib(1) = 1.</param>
/// <param name="Calls">How often the function was called, the first call included.</param>
public readonly record struct CountedFibonacci(BigInteger Value, long Calls);
