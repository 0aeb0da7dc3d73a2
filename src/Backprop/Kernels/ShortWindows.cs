using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>
/// Products with windows of few numbers, as the first layer of a network for pictures has them: laying them out and arranging them for the tiles would take longer than multiplying.
/// Instead, the numbers are read one by one where they are in the image, each for two vectors of filters; windows that stick out are laid out first, some at a time.
/// The sums are added up in the same order as in the tiles.
/// </summary>
internal sealed unsafe class ShortWindows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The numbers of a window.</summary>
    private const int Longest = 32;

    /// <summary>Windows that are laid out at a time.</summary>
    private const int LaidOut = 16;

    /// <summary>Numbers of the windows whose sums are in registers at a time when the windows are summed over.</summary>
    private const int Together = 3;

    private readonly WindowPositions _positions;
    private readonly WindowLayout<T> _layout;
    private readonly WindowAxis _a, _b, _c;
    private readonly int _length, _filters, _stride;
    private readonly T _padding;

    /// <summary>Where the numbers of a window are, from its first cell on, in the image and where it is laid out.</summary>
    private readonly int[] _inImage, _inRow;

    /// <param name="geometry">Where the windows lie.</param>
    /// <param name="filters">The numbers that each number of a window is multiplied by.</param>
    /// <param name="padding">What stands beyond the edges.</param>
    public ShortWindows(WindowGeometry geometry, int filters, T padding)
    {
        (_a, _b, _c, _length, _filters, _padding) = (geometry.A, geometry.B, geometry.C, geometry.Length, filters, padding);
        _positions = new WindowPositions(geometry);
        _layout = new WindowLayout<T>(geometry, geometry.Runs(0, geometry.Positions));
        _stride = _layout.Stride;
        _inImage = [.. Enumerable.Range(0, Rows).Select(i => Math.Min(i, _length - 1)).Select(i => _positions.Offsets[i / geometry.Channels] + i % geometry.Channels)];
        _inRow = [.. Enumerable.Range(0, Rows).Select(i => Math.Min(i, _length - 1))];
    }

    /// <summary>The rows of what <see cref="AddProducts"/> sums up: the numbers of a window, and some more that mean nothing.</summary>
    public int Rows => (_length + Together - 1) / Together * Together;

    private static int Columns => 2 * Vector512<T>.Count;

    /// <summary>Whether this way is the faster one.</summary>
    public static bool Fits(WindowGeometry geometry, int filters) => Vector512.IsHardwareAccelerated && geometry.Length <= Longest && filters % Columns == 0;

    /// <summary>The product of some windows with a kernel, (windows, filters).</summary>
    /// <param name="images">The batch.</param>
    /// <param name="first">The first window.</param>
    /// <param name="count">How many.</param>
    /// <param name="kernel">(numbers of a window, filters).</param>
    /// <param name="output">The rows of these windows.</param>
    public void Multiply(T* images, int first, int count, T* kernel, T* output) => ForEachRow<Product>(images, first, count, kernel, output);

    /// <summary>Adds the product of some windows, transposed, with as many rows of filters to sums of <see cref="Rows"/> rows.</summary>
    public void AddProducts(T* images, int first, int count, T* upstream, T* sums) => ForEachRow<Gradient>(images, first, count, sums, upstream);

    [SkipLocalsInit]
    private void ForEachRow<TPart>(T* images, int first, int count, T* kernel, T* rows) where TPart : struct, IPart
    {
        T* laidOut = stackalloc T[LaidOut * (Longest + Vector128<T>.Count)];
        (int row, int c) = Math.DivRem(first, _c.Count);
        fixed (int* inImage = _inImage, inRow = _inRow)
        {
            int* laidOutOffsets = inRow;
            for (int windows; count > 0; count -= windows, first += windows, row++, c = 0)
            {
                windows = Math.Min(count, _c.Count - c);
                (int image, int line) = Math.DivRem(row, _positions.Rows);
                long start = _positions.Row(line, out int x, out int y);
                int begin = c + windows, end = begin;
                if (x >= 0 && y >= 0 && x + _a.Extent <= _a.Length && y + _b.Extent <= _b.Length)
                {
                    begin = Math.Clamp((_c.Before + _c.Stride - 1) / _c.Stride, c, c + windows);
                    end = _c.Length - _c.Extent + _c.Before < 0 ? begin : Math.Clamp((_c.Length - _c.Extent + _c.Before) / _c.Stride + 1, begin, c + windows);
                }

                Clipped(c, begin);
                if (end > begin)
                {
                    TPart.Run(this, images + image * _positions.Geometry.ImageSize + start + (long)begin * _positions.Step, _positions.Step, inImage, end - begin, kernel, rows);
                    rows += (long)(end - begin) * _filters;
                }

                Clipped(end, c + windows);

                void Clipped(int from, int to)
                {
                    for (int n; from < to; from += n, rows += (long)n * _filters)
                    {
                        n = Math.Min(to - from, LaidOut);
                        _layout.LayOut(images, first + from - c, n, laidOut, _stride, _padding);
                        TPart.Run(this, laidOut, _stride, laidOutOffsets, n, kernel, rows);
                    }
                }
            }
        }
    }

    /// <summary>What is done with windows at constant steps.</summary>
    private interface IPart
    {
        static abstract void Run(ShortWindows<T> self, T* windows, nint step, int* offsets, int count, T* kernel, T* rows);
    }

    /// <summary>Four windows and two vectors of filters at a time; the last four may contain some that have been computed before.</summary>
    private readonly struct Product : IPart
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run(ShortWindows<T> self, T* windows, nint step, int* offsets, int count, T* kernel, T* rows)
        {
            int filters = self._filters, length = self._length;
            for (int column = 0; column < filters; column += Columns)
            {
                int window = 0;
                if (count >= 4)
                {
                    for (; window < count; window += 4)
                    {
                        int at = Math.Min(window, count - 4);
                        Four(length, filters, windows + at * step, step, offsets, kernel + column, rows + (long)at * filters + column);
                    }
                }

                for (; window < count; window++) One(length, filters, windows + window * step, offsets, kernel + column, rows + (long)window * filters + column);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Four(int length, nint filters, T* window, nint step, int* offsets, T* kernel, T* to)
        {
            int lanes = Vector512<T>.Count;
            Vector512<T> c00 = Vector512<T>.Zero, c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
            for (int k = 0; k < length; k++, kernel += filters)
            {
                T* at = window + offsets[k];
                Vector512<T> w0 = Vector512.Load(kernel), w1 = Vector512.Load(kernel + lanes);
                Vector512<T> a0 = Vector512.Create(at[0]);
                c00 = Multiplication.Add(a0, w0, c00);
                c01 = Multiplication.Add(a0, w1, c01);
                Vector512<T> a1 = Vector512.Create(at[step]);
                c10 = Multiplication.Add(a1, w0, c10);
                c11 = Multiplication.Add(a1, w1, c11);
                Vector512<T> a2 = Vector512.Create(at[2 * step]);
                c20 = Multiplication.Add(a2, w0, c20);
                c21 = Multiplication.Add(a2, w1, c21);
                Vector512<T> a3 = Vector512.Create(at[3 * step]);
                c30 = Multiplication.Add(a3, w0, c30);
                c31 = Multiplication.Add(a3, w1, c31);
            }

            c00.Store(to);
            c01.Store(to + lanes);
            to += filters;
            c10.Store(to);
            c11.Store(to + lanes);
            to += filters;
            c20.Store(to);
            c21.Store(to + lanes);
            to += filters;
            c30.Store(to);
            c31.Store(to + lanes);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void One(int length, nint filters, T* window, int* offsets, T* kernel, T* to)
        {
            Vector512<T> c0 = Vector512<T>.Zero, c1 = c0;
            for (int k = 0; k < length; k++, kernel += filters)
            {
                Vector512<T> a = Vector512.Create(window[offsets[k]]);
                c0 = Multiplication.Add(a, Vector512.Load(kernel), c0);
                c1 = Multiplication.Add(a, Vector512.Load(kernel + Vector512<T>.Count), c1);
            }

            c0.Store(to);
            c1.Store(to + Vector512<T>.Count);
        }
    }

    /// <summary>Three numbers of the windows and two vectors of filters at a time, over all windows.</summary>
    private readonly struct Gradient : IPart
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run(ShortWindows<T> self, T* windows, nint step, int* offsets, int count, T* kernel, T* rows)
        {
            int lanes = Vector512<T>.Count;
            nint filters = self._filters;
            for (nint column = 0; column < filters; column += Columns)
            {
                for (int k = 0; k < self._length; k += Together)
                {
                    T* sums0 = kernel + k * filters + column;
                    T* sums1 = sums0 + filters;
                    T* sums2 = sums1 + filters;
                    Vector512<T> c00 = Vector512.Load(sums0), c01 = Vector512.Load(sums0 + lanes);
                    Vector512<T> c10 = Vector512.Load(sums1), c11 = Vector512.Load(sums1 + lanes);
                    Vector512<T> c20 = Vector512.Load(sums2), c21 = Vector512.Load(sums2 + lanes);
                    T* at0 = windows + offsets[k];
                    T* at1 = windows + offsets[k + 1];
                    T* at2 = windows + offsets[k + 2];
                    T* row = rows + column;
                    for (int window = 0; window < count; window++, at0 += step, at1 += step, at2 += step, row += filters)
                    {
                        Vector512<T> y0 = Vector512.Load(row), y1 = Vector512.Load(row + lanes);
                        Vector512<T> a0 = Vector512.Create(*at0);
                        c00 = Multiplication.Add(a0, y0, c00);
                        c01 = Multiplication.Add(a0, y1, c01);
                        Vector512<T> a1 = Vector512.Create(*at1);
                        c10 = Multiplication.Add(a1, y0, c10);
                        c11 = Multiplication.Add(a1, y1, c11);
                        Vector512<T> a2 = Vector512.Create(*at2);
                        c20 = Multiplication.Add(a2, y0, c20);
                        c21 = Multiplication.Add(a2, y1, c21);
                    }

                    c00.Store(sums0);
                    c01.Store(sums0 + lanes);
                    c10.Store(sums1);
                    c11.Store(sums1 + lanes);
                    c20.Store(sums2);
                    c21.Store(sums2 + lanes);
                }
            }
        }
    }
}
