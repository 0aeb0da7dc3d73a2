using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Tests.Kernels;

/// <summary>What moves numbers, between guards, against loops over indices: blocks with strides, windows of images, rows chosen by index, and a look at every number.</summary>
public sealed unsafe class GuardedCopyTests
{
    public static TheoryData<int> Rounds => [.. Enumerable.Range(0, 12)];

    [Theory]
    [MemberData(nameof(Rounds))]
    public void Strided_copies_move_every_element(int round)
    {
        var random = new Random(round);
        for (int i = 0; i < 60; i++)
        {
            // A block in a source and a place for it in a destination, each with its axes in some order, and with gaps.
            int rank = random.Next(1, 5);
            int[] lengths = [.. Enumerable.Range(0, rank).Select(_ => random.Next(i % 10 == 0 ? 0 : 1, rank < 3 ? 70 : 8))];
            (long[] fromStrides, long fromSize, long fromOffset) = Strides(lengths, random);
            (long[] toStrides, long toSize, long toOffset) = Strides(lengths, random);
            DType type = (i % 3) switch { 0 => DType.Float32, 1 => DType.Float64, _ => DType.Bool };
            Tensor values = Tensor.From([.. Enumerable.Range(0, (int)fromSize).Select(n => type == DType.Bool ? n * n % 3 % 2 : (double)n)], [(int)fromSize]).Cast(type);
            Tensor before = Tensor.Full(1, type, [(int)toSize]), expected = before.Clone();
            foreach (int[] index in Indices(lengths))
            {
                (long f, long t) = (fromOffset, toOffset);
                for (int axis = 0; axis < rank; axis++) (f, t) = (f + index[axis] * fromStrides[axis], t + index[axis] * toStrides[axis]);
                new Span<byte>(values.Pointer + f * type.Bytes, type.Bytes).CopyTo(new Span<byte>(expected.Pointer + t * type.Bytes, type.Bytes));
            }

            string what = $"copy of ({string.Join(", ", lengths)}) from ({string.Join(", ", fromStrides)}) to ({string.Join(", ", toStrides)})";
            Guarded(values, before, expected, what, (x, y) => new StridedCopy(x, fromOffset, fromStrides, y, toOffset, toStrides, lengths).Run());
        }
    }

    [Theory]
    [MemberData(nameof(Rounds))]
    public void Windows_are_copied_and_added_as_the_definition_says(int round)
    {
        var random = new Random(round);
        for (int i = 0; i < 12; i++)
        {
            WindowAxis[] axes = [.. Enumerable.Range(0, i % 3 + 1).Select(_ => Draw(random))];
            (int batch, int channels) = (random.Next(1, 3), random.Next(1, 19));
            Shape image = Shape.Create([batch, .. axes.Select(axis => axis.Length), channels]), windows = Shape.Create([batch, .. axes.Select(axis => axis.Count), axes.Aggregate(1, (size, axis) => size * axis.Size), channels]);
            Tensor cells = Counting(image), parts = Counting(windows), copied = Tensor.Full(-1, DType.Float32, windows), added = Tensor.Full(0, DType.Float32, image);
            int cellCount = (int)(image.Size / batch), windowCount = (int)(windows.Size / batch);
            int position = 0;
            foreach (int cell in Cells(axes))
            {
                for (int b = 0; b < batch && cell >= 0; b++)
                {
                    for (int c = 0; c < channels; c++)
                    {
                        copied.AsWritableSpan<float>()[b * windowCount + position * channels + c] = cells.AsSpan<float>()[b * cellCount + cell * channels + c];
                        added.AsWritableSpan<float>()[b * cellCount + cell * channels + c] += parts.AsSpan<float>()[b * windowCount + position * channels + c];
                    }
                }

                position++;
            }

            string what = $"windows of {image}: {string.Join(", ", axes)}";
            Guarded(cells, Tensor.Full(7, DType.Float32, windows), copied, what, (x, y) => new WindowCopy<float>(x, y, axes, fold: false, -1).Run());
            Guarded(parts, Tensor.Full(7, DType.Float32, image), added, what, (x, y) => new WindowCopy<float>(y, x, axes, fold: true, 0).Run());
        }
    }

    [Theory]
    [InlineData(DType.Int32)]
    [InlineData(DType.Int64)]
    public void Rows_are_gathered_and_scattered(DType indexType)
    {
        for (int inner = 1; inner <= 34; inner++)
        {
            const int Outer = 2, Length = 5;
            int[] chosen = [4, 0, 2, 2, 1, 4, 4];
            Tensor indices = Tensor.From([.. chosen.Select(index => (double)index)], [chosen.Length]).Cast(indexType);
            Tensor table = Counting([Outer, Length, inner]), rows = Counting([Outer, chosen.Length, inner]), gathered = new(DType.Float32, rows.Shape), scattered = new(DType.Float32, table.Shape);
            for (int o = 0; o < Outer; o++)
            {
                for (int i = 0; i < chosen.Length * inner; i++)
                {
                    (int cell, int row) = ((o * Length + chosen[i / inner]) * inner + i % inner, o * chosen.Length * inner + i);
                    gathered.AsWritableSpan<float>()[row] = table.AsSpan<float>()[cell];
                    scattered.AsWritableSpan<float>()[cell] += rows.AsSpan<float>()[row];
                }
            }

            Guarded(table, Tensor.Full(7, DType.Float32, rows.Shape), gathered, $"gathered rows of {inner}", (x, y) => new IndexedRows("Gather", x, indices, y, Outer, Length, inner, scatter: false).Run());
            Guarded(rows, Tensor.Full(7, DType.Float32, table.Shape), scattered, $"scattered rows of {inner}", (x, y) => new IndexedRows("ScatterAdd", y, indices, x, Outer, Length, inner, scatter: true).Run());
        }
    }

    /// <summary>One number that is not finite, at every place of every length up to five vectors; what stands beside the numbers is not looked at.</summary>
    [Theory]
    [InlineData(DType.Float32, 81)]
    [InlineData(DType.Float64, 41)]
    public void A_number_that_is_not_finite_is_found_wherever_it_stands(DType type, int longest)
    {
        // The pattern around them is NaN.
        using var memory = new GuardedMemory((long)longest * type.Bytes, GuardedMemory.ToRead);
        for (int length = 0; length <= longest; length++)
        {
            foreach (bool atEnd in new[] { true, false })
            {
                double largest = type == DType.Float32 ? float.MaxValue : double.MaxValue;
                Tensor x = memory.Hold(Tensor.Full(largest, type, [length]), atEnd);
                Assert.True(FiniteCheck.IsFinite(x.Pointer, length, type), $"{length} finite numbers");
                for (int at = 0; at < length; at++)
                {
                    foreach (double bad in new[] { double.NaN, double.NegativeInfinity })
                    {
                        Put(bad);
                        Assert.False(FiniteCheck.IsFinite(x.Pointer, length, type), $"{bad} at {at} of {length}");
                    }

                    Put(-5e-324);
                    void Put(double value)
                    {
                        if (type == DType.Float32) ((float*)x.Pointer)[at] = (float)value;
                        else ((double*)x.Pointer)[at] = value;
                    }
                }
            }
        }
    }

    private static void Guarded(Tensor x, Tensor before, Tensor expected, string what, Action<Tensor, Tensor> run)
    {
        using GuardedMemory from = new(x.Type.Bytes, GuardedMemory.ToRead), to = new(before.Type.Bytes, GuardedMemory.ToWrite);
        foreach (bool atEnd in new[] { true, false })
        {
            Tensor input = from.Hold(x, atEnd), output = to.Hold(before, atEnd);
            run(input, output);
            from.AssertRestIsUntouched(what);
            to.AssertRestIsUntouched(what);
            Assert.True(new ReadOnlySpan<byte>(expected.Pointer, (int)expected.Type.Bytes).SequenceEqual(new ReadOnlySpan<byte>(output.Pointer, (int)expected.Type.Bytes)), what);
        }
    }

    /// <summary>Strides for axes that lie in a random order in memory, some with gaps, all of it behind an offset.</summary>
    private static (long[] Strides, long Size, long Offset) Strides(int[] lengths, Random random)
    {
        int[] order = [.. Enumerable.Range(0, lengths.Length)];
        if (random.Next(3) > 0) random.Shuffle(order);
        var strides = new long[lengths.Length];
        long stride = random.Next(4) == 0 ? 2 : 1;
        foreach (int axis in order.Reverse())
        {
            strides[axis] = stride;
            stride *= Math.Max(1, lengths[axis]);
            if (random.Next(3) == 0) stride += random.Next(1, 4);
        }

        long offset = random.Next(0, 5);
        return (strides, offset + stride, offset);
    }

    private static WindowAxis Draw(Random random)
    {
        (int size, int stride, int dilation) = (random.Next(1, 5), random.Next(1, 4), random.Next(1, 3));
        int length = (size - 1) * dilation + 1 + random.Next(0, 5);
        return random.Next(3) switch
        {
            0 => WindowAxis.Valid(length, size, stride, dilation),
            1 => WindowAxis.Causal(length, size, stride, dilation),
            _ => WindowAxis.Same(length, size, stride, dilation),
        };
    }

    /// <summary>For every position of every window, in order, the cell of the image, or −1.</summary>
    private static IEnumerable<int> Cells(WindowAxis[] axes)
    {
        foreach (int[] window in Indices([.. axes.Select(axis => axis.Count)]))
        {
            foreach (int[] place in Indices([.. axes.Select(axis => axis.Size)]))
            {
                (int cell, bool isThere) = (0, true);
                for (int axis = 0; axis < axes.Length; axis++)
                {
                    int at = window[axis] * axes[axis].Stride + place[axis] * axes[axis].Dilation - axes[axis].Before;
                    isThere &= at >= 0 && at < axes[axis].Length;
                    cell = cell * axes[axis].Length + at;
                }

                yield return isThere ? cell : -1;
            }
        }
    }

    private static IEnumerable<int[]> Indices(int[] lengths)
    {
        long count = lengths.Aggregate(1L, (product, length) => product * length);
        for (long position = 0; position < count; position++)
        {
            var index = new int[lengths.Length];
            long rest = position;
            for (int axis = lengths.Length - 1; axis >= 0; axis--) (rest, index[axis]) = (rest / lengths[axis], (int)(rest % lengths[axis]));
            yield return index;
        }
    }

    private static Tensor Counting(Shape shape) => Tensor.From([.. Enumerable.Range(0, (int)shape.Size).Select(i => (float)(i % 1009 + 1))], shape);
}
