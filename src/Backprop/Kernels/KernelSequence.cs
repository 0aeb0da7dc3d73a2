using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>Several calls, one after the other, as one.</summary>
internal sealed class KernelSequence(params Kernel[] kernels) : Kernel
{
    public override void Run()
    {
        foreach (Kernel kernel in kernels) kernel.Run();
    }
}

/// <summary>Fills a tensor with one number.</summary>
internal sealed unsafe class FillKernel(Tensor output, double value) : Kernel
{
    public override void Run()
    {
        int size = output.Size;
        switch (output.DType)
        {
            case DType.Float32: new Span<float>(output.Pointer, size).Fill((float)value); break;
            case DType.Float64: new Span<double>(output.Pointer, size).Fill(value); break;
            case DType.Int32: new Span<int>(output.Pointer, size).Fill((int)value); break;
            case DType.Int64: new Span<long>(output.Pointer, size).Fill((long)value); break;
            default: new Span<byte>(output.Pointer, size).Fill(value != 0 ? (byte)1 : (byte)0); break;
        }
    }
}
