using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>Multiplication.</summary>
internal readonly struct ProductReduction : IReduction
{
    public static T Neutral<T>() where T : unmanaged, INumber<T> => T.One;

    public static T Empty<T>() where T : unmanaged, INumber<T> => Neutral<T>();

    public static T Combine<T>(T a, T b) where T : unmanaged, INumber<T> => a * b;

    public static Vector512<T> Combine<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged, INumber<T> => a * b;
}

/// <summary>For each element of the middle axis of (outer, length, inner) the product of the others.</summary>
internal static unsafe class ProductsOfOthers
{
    public static void Run(Tensor input, Tensor output, int outer, int length, int inner)
    {
        switch (input.DType)
        {
            case DType.Float32: Run((float*)input.Pointer, (float*)output.Pointer, outer, length, inner); break;
            case DType.Float64: Run((double*)input.Pointer, (double*)output.Pointer, outer, length, inner); break;
            case DType.Int32: Run((int*)input.Pointer, (int*)output.Pointer, outer, length, inner); break;
            case DType.Int64: Run((long*)input.Pointer, (long*)output.Pointer, outer, length, inner); break;
            default: throw new NotSupportedException("Truth values are multiplied after a conversion to numbers.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<T>(T* x, T* result, int outer, int length, int inner) where T : unmanaged, INumber<T>
    {
        for (int o = 0; o < outer; o++, x += (long)length * inner, result += (long)length * inner)
        {
            for (int i = 0; i < inner; i++)
            {
                // What stands before each element, from the front; then what stands behind it, from the back.
                T before = T.One, behind = T.One;
                for (long r = i; r < (long)length * inner; r += inner)
                {
                    result[r] = before;
                    before *= x[r];
                }

                for (long r = (long)(length - 1) * inner + i; r >= 0; r -= inner)
                {
                    result[r] *= behind;
                    behind *= x[r];
                }
            }
        }
    }
}
