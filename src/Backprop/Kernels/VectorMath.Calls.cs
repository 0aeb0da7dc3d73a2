using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>
/// How these functions come into the loops that use them. With vectors of 512 bits they are put in where they stand. Where the processor has none, each operation on such a vector is
/// several small methods to the compiler, and it stops putting methods in after some hundreds of them: there, each function, and each larger part of a long one, is a call, compiled by itself
/// into what one would write for two vectors of 256 bits. Arguments go by reference, because copies are made in halves of those, which the processor cannot read as a whole at once.
/// (Left to the compiler, an exponential took 5 ns a number instead of 1, a sigmoid 11 instead of 1.4.) A call should hold as much as the compiler takes: a sigmoid with its exponential takes
/// three quarters of the time of one that calls it. Where it holds more, the end of it becomes calls for every operation, which the compiler's listing shows (DOTNET_JitDisasm="*VectorMath:*Call").
/// </summary>
internal static partial class VectorMath
{
    /// <summary>eˣ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Exp<T>(Vector512<T> x) where T : unmanaged => Vector512.IsHardwareAccelerated ? ExpInline(x) : ExpCall(x);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<T> ExpCall<T>(in Vector512<T> x) where T : unmanaged => ExpInline(x);

    /// <summary>eˣ − 1, accurate near 0 too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Expm1<T>(Vector512<T> x) where T : unmanaged => Vector512.IsHardwareAccelerated ? Expm1Inline(x) : Expm1Call(x);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<T> Expm1Call<T>(in Vector512<T> x) where T : unmanaged => Expm1Inline(x);

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sigmoid<T>(Vector512<T> x) where T : unmanaged => Vector512.IsHardwareAccelerated ? SigmoidInline(x) : SigmoidCall(x);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<T> SigmoidCall<T>(in Vector512<T> x) where T : unmanaged => SigmoidInline(x);

    /// <summary>ln(1 + eˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Softplus<T>(Vector512<T> x) where T : unmanaged => Vector512.IsHardwareAccelerated ? SoftplusInline(x) : SoftplusCall(x);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<T> SoftplusCall<T>(in Vector512<T> x) where T : unmanaged => SoftplusInline(x);

    /// <summary>The hyperbolic tangent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Tanh<T>(Vector512<T> x) where T : unmanaged => Vector512.IsHardwareAccelerated ? TanhInline(x) : TanhCall(x);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<T> TanhCall<T>(in Vector512<T> x) where T : unmanaged => TanhInline(x);

    /// <summary>The natural logarithm; −∞ at 0, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Log<T>(Vector512<T> x) where T : unmanaged => Vector512.IsHardwareAccelerated ? LogInline(x) : LogCall(x);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<T> LogCall<T>(in Vector512<T> x) where T : unmanaged => LogInline(x);

    /// <summary>ln(1 + x), accurate near 0 too; −∞ at −1, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Log1p<T>(Vector512<T> x) where T : unmanaged => Vector512.IsHardwareAccelerated ? Log1pInline(x) : Log1pCall(x);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<T> Log1pCall<T>(in Vector512<T> x) where T : unmanaged => Log1pInline(x);

    /// <summary>The error function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Erf<T>(Vector512<T> x) where T : unmanaged => Vector512.IsHardwareAccelerated ? ErfInline(x) : ErfCall(x);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<T> ErfCall<T>(in Vector512<T> x) where T : unmanaged => ErfInline(x);

    /// <summary>eˣ for x of at most 0, or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> ExpOfNegative<T>(Vector512<T> x) where T : unmanaged => Vector512.IsHardwareAccelerated ? ExpOfNegativeInline(x) : ExpOfNegativeCall(x);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<T> ExpOfNegativeCall<T>(in Vector512<T> x) where T : unmanaged => ExpOfNegativeInline(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> LogOfOnePlus<T>(Vector512<T> f, Vector512<T> k) where T : unmanaged => Vector512.IsHardwareAccelerated ? LogOfOnePlusInline(f, k) : LogOfOnePlusCall(f, k);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<T> LogOfOnePlusCall<T>(in Vector512<T> f, in Vector512<T> k) where T : unmanaged => LogOfOnePlusInline(f, k);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> EndsOfLog1p<T>(Vector512<T> x, Vector512<T> result) where T : unmanaged => Vector512.IsHardwareAccelerated ? EndsOfLog1pInline(x, result) : EndsOfLog1pCall(x, result);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<T> EndsOfLog1pCall<T>(in Vector512<T> x, in Vector512<T> result) where T : unmanaged => EndsOfLog1pInline(x, result);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> ErfOfSingle<T>(Vector512<T> a) where T : unmanaged => Vector512.IsHardwareAccelerated ? ErfOfSingleInline(a) : ErfOfSingleCall(a);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<T> ErfOfSingleCall<T>(in Vector512<T> a) where T : unmanaged => ErfOfSingleInline(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> ErfOfDouble<T>(Vector512<T> a) where T : unmanaged => Vector512.IsHardwareAccelerated ? ErfOfDoubleInline(a) : ErfOfDoubleCall(a);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<T> ErfOfDoubleCall<T>(in Vector512<T> a) where T : unmanaged => ErfOfDoubleInline(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> SineOfQuarter<T>(Vector512<T> x, Vector512<T> turns) where T : unmanaged => Vector512.IsHardwareAccelerated ? SineOfQuarterInline(x, turns) : SineOfQuarterCall(x, turns);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<T> SineOfQuarterCall<T>(in Vector512<T> x, in Vector512<T> turns) where T : unmanaged => SineOfQuarterInline(x, turns);
}
