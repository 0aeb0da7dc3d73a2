namespace Backprop.Kernels;

/// <summary>One call of a plan, with its memory resolved: running it reads and writes the tensors that it was made for.</summary>
internal abstract class Kernel
{
    public abstract void Run();
}
