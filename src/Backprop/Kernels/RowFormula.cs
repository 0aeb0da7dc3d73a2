using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>
/// A formula of a few numbers in a row, evaluated in registers: v0 … v3 are elements of rows, r0 … r3 numbers that a whole row shares.
/// It rounds as the operations do that it is written with, so a formula gives the bits of its operations run one by one.
/// </summary>
internal interface IRowFormula
{
    /// <summary>How many of v0 … v3 and of r0 … r3 are used.</summary>
    static abstract int Vectors { get; }

    static abstract int Scalars { get; }

    static abstract Vector512<T> Of<T>(Vector512<T> v0, Vector512<T> v1, Vector512<T> v2, Vector512<T> v3, Vector512<T> r0, Vector512<T> r1, Vector512<T> r2, Vector512<T> r3)
        where T : unmanaged, INumber<T>;
}

/// <summary>A tensor that a formula reads.</summary>
/// <param name="Tensor">The numbers.</param>
/// <param name="IsSame">Whether all rows read the same: one row of elements, or one number.</param>
internal readonly record struct RowOperand(Tensor Tensor, bool IsSame);

/// <summary>Makes the kernels of one formula.</summary>
internal abstract class RowFormula
{
    /// <summary>The most that a formula reads of either kind.</summary>
    public const int MostOperands = 4;

    /// <summary>result[row, i] = formula.</summary>
    public abstract Kernel Map(IReadOnlyList<RowOperand> vectors, IReadOnlyList<RowOperand> scalars, Tensor output, int rowLength, bool pastCaches);

    /// <summary>result[row] = Σ formula, added up in the order of <see cref="Reductions"/>.</summary>
    public abstract Kernel Sum(IReadOnlyList<RowOperand> vectors, IReadOnlyList<RowOperand> scalars, Tensor output, int rowLength);
}

/// <inheritdoc/>
internal sealed class RowFormula<TFormula> : RowFormula
    where TFormula : IRowFormula
{
    public override Kernel Map(IReadOnlyList<RowOperand> vectors, IReadOnlyList<RowOperand> scalars, Tensor output, int rowLength, bool pastCaches) => output.DType == DType.Float32
        ? new FormulaMap<float, TFormula>(new FormulaOperands<float>(vectors, scalars, rowLength), output, rowLength, pastCaches)
        : new FormulaMap<double, TFormula>(new FormulaOperands<double>(vectors, scalars, rowLength), output, rowLength, pastCaches);

    public override Kernel Sum(IReadOnlyList<RowOperand> vectors, IReadOnlyList<RowOperand> scalars, Tensor output, int rowLength) => output.DType == DType.Float32
        ? new FormulaSum<float, TFormula>(new FormulaOperands<float>(vectors, scalars, rowLength), output, rowLength)
        : new FormulaSum<double, TFormula>(new FormulaOperands<double>(vectors, scalars, rowLength), output, rowLength);
}

/// <summary>Where the operands of a formula lie; an operand that is not used is the first again.</summary>
internal sealed unsafe class FormulaOperands<T>
    where T : unmanaged, INumber<T>
{
    private readonly Tensor[] _vectors, _scalars;
    private readonly int[] _vectorSteps, _scalarSteps;

    public FormulaOperands(IReadOnlyList<RowOperand> vectors, IReadOnlyList<RowOperand> scalars, int rowLength)
    {
        IReadOnlyList<RowOperand> any = scalars.Count > 0 ? scalars : [vectors[0] with { IsSame = true }];
        _vectors = Four(vectors, operand => operand.Tensor);
        _scalars = Four(any, operand => operand.Tensor);
        _vectorSteps = Four(vectors, operand => operand.IsSame ? 0 : rowLength);
        _scalarSteps = Four(any, operand => operand.IsSame ? 0 : 1);
    }

    /// <summary>The places in the first row.</summary>
    public FormulaRow<T> First => new()
    {
        A = (T*)_vectors[0].Pointer, B = (T*)_vectors[1].Pointer, C = (T*)_vectors[2].Pointer, D = (T*)_vectors[3].Pointer,
        R0 = (T*)_scalars[0].Pointer, R1 = (T*)_scalars[1].Pointer, R2 = (T*)_scalars[2].Pointer, R3 = (T*)_scalars[3].Pointer,
        StepA = _vectorSteps[0], StepB = _vectorSteps[1], StepC = _vectorSteps[2], StepD = _vectorSteps[3],
        Step0 = _scalarSteps[0], Step1 = _scalarSteps[1], Step2 = _scalarSteps[2], Step3 = _scalarSteps[3],
    };

    private static TValue[] Four<TValue>(IReadOnlyList<RowOperand> operands, Func<RowOperand, TValue> value) =>
        [.. Enumerable.Range(0, RowFormula.MostOperands).Select(i => value(operands[i < operands.Count ? i : 0]))];
}

/// <summary>Where the operands lie that belong to one row.</summary>
internal unsafe struct FormulaRow<T>
    where T : unmanaged
{
    public T* A, B, C, D, R0, R1, R2, R3;
    public nint StepA, StepB, StepC, StepD, Step0, Step1, Step2, Step3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Next<TFormula>() where TFormula : IRowFormula
    {
        A += StepA;
        if (TFormula.Vectors > 1) B += StepB;
        if (TFormula.Vectors > 2) C += StepC;
        if (TFormula.Vectors > 3) D += StepD;
        if (TFormula.Scalars > 0) R0 += Step0;
        if (TFormula.Scalars > 1) R1 += Step1;
        if (TFormula.Scalars > 2) R2 += Step2;
        if (TFormula.Scalars > 3) R3 += Step3;
    }
}

/// <summary>A formula at one place of its rows.</summary>
internal static unsafe class FormulaElement
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> At<T, TFormula>(T* a, T* b, T* c, T* d, nint i, Vector512<T> r0, Vector512<T> r1, Vector512<T> r2, Vector512<T> r3)
        where T : unmanaged, INumber<T>
        where TFormula : IRowFormula
    {
        Vector512<T> v0 = Vector512.Load(a + i);
        Vector512<T> v1 = TFormula.Vectors > 1 ? Vector512.Load(b + i) : v0;
        Vector512<T> v2 = TFormula.Vectors > 2 ? Vector512.Load(c + i) : v0;
        Vector512<T> v3 = TFormula.Vectors > 3 ? Vector512.Load(d + i) : v0;
        return TFormula.Of(v0, v1, v2, v3, r0, r1, r2, r3);
    }

    /// <summary>The number that a row shares, in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Scalar<T>(T* number, bool isUsed) where T : unmanaged, INumber<T> => isUsed ? Vector512.Create(*number) : Vector512<T>.Zero;
}
