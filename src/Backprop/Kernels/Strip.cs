using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Backprop.Kernels;

/// <summary>Copies of parts of a matrix, arranged for the inner loop of the product.</summary>
internal static unsafe class Strip
{
    /// <summary>
    /// Writes depth groups of <paramref name="width"/> numbers: group p has the numbers (p, 0 … across − 1) and then zeros.
    /// The source has either a group in each row, or a group in each column.
    /// </summary>
    public static void Copy<T>(T* to, int width, T* from, int stride, int across, int depth, bool acrossIsContiguous) where T : unmanaged
    {
        if (across < width) new Span<T>(to, width * depth).Clear();
        if (acrossIsContiguous)
        {
            int bytes = across * sizeof(T);
            if (bytes % Vector128<byte>.Count == 0)
            {
                CopyGroups((byte*)to, width * sizeof(T), (byte*)from, (nint)stride * sizeof(T), bytes, depth);
                return;
            }

            for (int p = 0; p < depth; p++, to += width, from += stride)
            {
                for (int i = 0; i < across; i++) to[i] = from[i];
            }

            return;
        }

        // Four rows at a time as long as there are four, turned in registers.
        int turned = sizeof(T) == sizeof(float) && Sse.IsSupported && depth >= 4 ? across / 4 * 4 : 0;
        for (int i = 0; i < turned; i += 4) TurnFour((float*)to + i, width, (float*)from + (long)i * stride, stride, depth);
        Turn(to, width, from, stride, turned, across, depth);
    }

    /// <summary>Groups that are whole vectors of 16 bytes: a tile's are.</summary>
    private static void CopyGroups(byte* to, nint step, byte* from, nint stride, int bytes, int depth)
    {
        for (int p = 0; p < depth; p++, to += step, from += stride)
        {
            for (int i = 0; i < bytes; i += Vector128<byte>.Count) Vector128.Load(from + i).Store(to + i);
        }
    }

    /// <summary>The plain version, for some of the rows. Eight steps of k at a time: each row is read along, and the writes stay within a few lines.</summary>
    private static void Turn<T>(T* to, int width, T* from, int stride, int first, int across, int depth) where T : unmanaged
    {
        if (first == across) return;
        for (int p = 0; p < depth; p += 8)
        {
            int steps = Math.Min(8, depth - p);
            for (int i = first; i < across; i++)
            {
                T* row = from + (long)i * stride + p;
                T* place = to + (long)p * width + i;
                for (int s = 0; s < steps; s++, place += width) *place = row[s];
            }
        }
    }

    /// <summary>Four rows of single-precision numbers: squares of 4 × 4 are transposed in four registers, the rest is copied one by one.</summary>
    private static void TurnFour(float* to, int width, float* from, int stride, int depth)
    {
        float* b = from + stride;
        float* c = b + stride;
        float* d = c + stride;
        int p = 0;
        for (; p + 4 <= depth; p += 4, to += 4 * (long)width)
        {
            Vector128<float> row0 = Vector128.Load(from + p), row1 = Vector128.Load(b + p), row2 = Vector128.Load(c + p), row3 = Vector128.Load(d + p);
            // Lanes: (a0 b0 a1 b1), (a2 b2 a3 b3) and the same of c and d; then the halves of both.
            Vector128<float> low01 = Sse.UnpackLow(row0, row1), high01 = Sse.UnpackHigh(row0, row1);
            Vector128<float> low23 = Sse.UnpackLow(row2, row3), high23 = Sse.UnpackHigh(row2, row3);
            Sse.MoveLowToHigh(low01, low23).Store(to);
            Sse.MoveHighToLow(low23, low01).Store(to + width);
            Sse.MoveLowToHigh(high01, high23).Store(to + 2 * (long)width);
            Sse.MoveHighToLow(high23, high01).Store(to + 3 * (long)width);
        }

        for (; p < depth; p++, to += width) (to[0], to[1], to[2], to[3]) = (from[p], b[p], c[p], d[p]);
    }
}
