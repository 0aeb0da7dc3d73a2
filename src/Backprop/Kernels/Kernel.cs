namespace Backprop.Kernels;

/// <summary>One call of a plan, with its memory resolved: running it reads and writes the tensors that it was made for.</summary>
/// <remarks>
/// The loops of kernels are marked AggressiveOptimization. Otherwise the compiler begins with a quick version, which calls a method for each operation on a vector, and keeps it for thirty
/// calls and longer, which is all of a short training: where the processor has no vectors of 512 bits, many kernels were ten to thirty times slower until then. And what is counted meanwhile
/// makes the compiler put whole rows into the loops around them, beyond what it can hold: a softmax stayed 3.4 times slower for good. That is why such rows say NoInlining, too.
/// </remarks>
internal abstract class Kernel
{
    public abstract void Run();
}
