using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>
/// The product of a column and a row: an inner length of 1, as in the gradient of a dense layer's kernel for one sample. Writing C takes all of the time, so it is
/// written straight on, row by row, and not by tiles.
/// </summary>
internal unsafe struct OuterProduct<T>(int m, int n, T* column, nint step, T* row, T* c, nint ldc, bool accumulate)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Numbers of C in a task, and those from which other threads are worth waking.</summary>
    private const int TaskNumbers = 1 << 15, ParallelNumbers = 1 << 18;

    private readonly int _taskRows = Math.Max(1, TaskNumbers / n);

    public readonly void Run()
    {
        OuterProduct<T> self = this;
        int tasks = (m + _taskRows - 1) / _taskRows;
        if ((long)m * n >= ParallelNumbers) Workers.Run(tasks, &Rows, &self);
        else for (int task = 0; task < tasks; task++) self.Rows(task);
    }

    private static void Rows(void* state, int task) => ((OuterProduct<T>*)state)->Rows(task);

    private readonly void Rows(int task)
    {
        int end = (int)Math.Min(m, (task + 1L) * _taskRows);
        for (int i = task * _taskRows; i < end; i++) Scale(column[i * step], row, c + i * ldc, n, accumulate);
    }

    /// <summary>A product is added to zero, as in every other way to multiply: there are no negative zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(T factor, T* from, T* to, nint length, bool add)
    {
        var factors = Vector512.Create(factor);
        nint lanes = Vector512<T>.Count, j = 0, whole = length / lanes * lanes;
        if (add) for (; j < whole; j += lanes) (Vector512.Load(to + j) + Multiplication.Add(factors, Vector512.Load(from + j), Vector512<T>.Zero)).Store(to + j);
        else for (; j < whole; j += lanes) Multiplication.Add(factors, Vector512.Load(from + j), Vector512<T>.Zero).Store(to + j);
        for (; j < length; j++)
        {
            T product = T.FusedMultiplyAdd(factor, from[j], T.Zero);
            to[j] = add ? to[j] + product : product;
        }
    }
}
