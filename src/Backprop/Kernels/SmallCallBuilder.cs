using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>Memory for small calls: lines that belong to one value alone.</summary>
internal interface ISmallMemory
{
    /// <summary>A line of memory; <paramref name="owner"/> keeps it alive.</summary>
    unsafe byte* Line(out object owner);

    /// <summary>Whether nothing else lies in the line in which a tensor of the plan begins.</summary>
    bool HasLine(Tensor tensor);

    /// <summary>Whether feeding a placeholder moves the tensor.</summary>
    bool IsMovable(Tensor tensor);

    /// <summary>Whether the tensor's numbers never change.</summary>
    bool IsConstant(Tensor tensor);
}

/// <summary>Makes the instructions of one <see cref="SmallCall"/>.</summary>
internal sealed unsafe class SmallCallBuilder(ISmallMemory memory)
{
    private readonly List<SmallCall.Instruction> _instructions = [];
    private readonly List<SmallCall.Moving> _moving = [];
    private readonly List<object> _kept = [];

    /// <summary>Whether a tensor fits one line.</summary>
    public static bool Fits(DType type, long size) => size > 0 && size * type.Bytes <= SmallCall.Line;

    /// <summary>The program as a small call, or null where <see cref="ElementwiseProgram"/> has to run it: for longer arrays, truth values in memory, and inputs repeated along one axis of several.</summary>
    public static SmallCall? Elementwise(ISmallMemory memory, DType type, Shape shape, IReadOnlyList<Tensor> inputs, IReadOnlyList<ElementwiseStep> steps, IReadOnlyList<(int Value, Tensor Destination)> outputs)
    {
        if (!Fits(type, shape.Size)) return null;
        foreach (Tensor input in inputs)
        {
            if (input.DType != type || (input.Size != shape.Size && input.Size != 1)) return null;
        }

        foreach ((_, Tensor destination) in outputs)
        {
            if (destination.DType != type) return null;
        }

        return new SmallCallBuilder(memory).Program(type, (int)shape.Size, inputs, steps, outputs);
    }

    /// <summary>The product as a small call, or null where <see cref="MatrixProductKernel{T}"/> has to run it.</summary>
    public static SmallCall? Product<T>(ISmallMemory memory, Tensor a, bool transposeA, Tensor b, bool transposeB, Tensor output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var geometry = new SmallProduct(output.Shape[-2], output.Shape[-1], a.Shape[transposeA ? -2 : -1], a.Shape[-1], transposeA, b.Shape[-1], transposeB);
        if (!Fits(output.DType, output.Size) || output.Size != geometry.M * geometry.N || !MatrixProduct.IsTiny(geometry.M, geometry.N, geometry.K)) return null;
        return new SmallCallBuilder(memory).Product<T>(geometry, a, b, output);
    }

    private SmallCall Program(DType type, int size, IReadOnlyList<Tensor> inputs, IReadOnlyList<ElementwiseStep> steps, IReadOnlyList<(int Value, Tensor Destination)> outputs)
    {
        var at = new byte*[inputs.Count + steps.Count];
        for (int i = 0; i < inputs.Count; i++) at[i] = inputs[i].Size == size ? inputs[i].Pointer : Repeated(inputs[i]);
        for (int i = 0; i < steps.Count; i++)
        {
            ElementwiseStep step = steps[i];
            int value = inputs.Count + i;
            Tensor? line = outputs.FirstOrDefault(output => output.Value == value && memory.HasLine(output.Destination)).Destination;
            at[value] = line is null ? Line() : line.Pointer;
            foreach ((int operand, int from) in new[] { (0, step.First), (1, step.Second), (2, step.Third) })
            {
                if (from < inputs.Count && inputs[from].Size == size) Moves(inputs[from], operand);
            }

            Add(step.Code.For(type), at[step.First], at[step.Second], at[step.Third], at[value], size);
        }

        // Written last: the destination may be the memory of an input.
        foreach ((int value, Tensor destination) in outputs)
        {
            if (at[value] == destination.Pointer) continue;
            if (value < inputs.Count && inputs[value].Size == size) Moves(inputs[value], 0);
            Add(&Copy, at[value], null, null, destination.Pointer, size * type.Bytes);
        }

        _kept.AddRange(inputs);
        _kept.AddRange(outputs.Select(output => output.Destination));
        return new SmallCall([.. _instructions], [.. _moving], [.. _kept]);
    }

    private SmallCall Product<T>(SmallProduct geometry, Tensor a, Tensor b, Tensor output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        byte* described = Line(), result = output.Pointer;
        *(SmallProduct*)described = geometry;
        bool isWhole = geometry.IsWhole;
        if (isWhole && !memory.HasLine(output)) result = Line();
        Moves(a, 0);
        Moves(b, 1);
        Add(geometry.Code<T>(), a.Pointer, b.Pointer, described, result, geometry.K);
        if (result != output.Pointer) Add(&Copy, result, null, null, output.Pointer, output.Size * output.DType.Bytes);
        _kept.AddRange([a, b, output]);
        return new SmallCall([.. _instructions], [.. _moving], [.. _kept]);
    }

    /// <summary>A single number as a whole vector; once for all if it never changes.</summary>
    private byte* Repeated(Tensor number)
    {
        byte* line = Line();
        delegate*<void*, void*, void*, void*, nint, void> code = number.DType.Bytes == 4 ? &Repeat<int> : &Repeat<long>;
        if (memory.IsConstant(number)) code(number.Pointer, null, null, line, 0);
        else
        {
            Moves(number, 0);
            Add(code, number.Pointer, null, null, line, 0);
        }

        return line;
    }

    private byte* Line()
    {
        byte* line = memory.Line(out object owner);
        if (!_kept.Contains(owner)) _kept.Add(owner);
        return line;
    }

    /// <summary>Notes that an operand of the next instruction is fed.</summary>
    private void Moves(Tensor tensor, int operand)
    {
        if (memory.IsMovable(tensor)) _moving.Add(new SmallCall.Moving(tensor, _instructions.Count, operand));
    }

    private void Add(delegate*<void*, void*, void*, void*, nint, void> code, byte* a, byte* b, byte* c, byte* destination, nint count) =>
        _instructions.Add(new SmallCall.Instruction(code, a, b, c, destination, count));

    private static void Repeat<T>(void* a, void* b, void* c, void* destination, nint count)
        where T : unmanaged => Vector512.Create(*(T*)a).Store((T*)destination);

    /// <summary>Copies as many bytes and no more, in at most two pieces: 4 to 64, a multiple of 4.</summary>
    private static void Copy(void* a, void* b, void* c, void* destination, nint count)
    {
        byte* from = (byte*)a, to = (byte*)destination;
        if (count >= 32)
        {
            Vector256<byte> first = Vector256.Load(from), last = Vector256.Load(from + count - 32);
            first.Store(to);
            last.Store(to + count - 32);
        }
        else if (count >= 16)
        {
            Vector128<byte> first = Vector128.Load(from), last = Vector128.Load(from + count - 16);
            first.Store(to);
            last.Store(to + count - 16);
        }
        else if (count >= 8)
        {
            (long first, long last) = (*(long*)from, *(long*)(from + count - 8));
            *(long*)to = first;
            *(long*)(to + count - 8) = last;
        }
        else
        {
            *(int*)to = *(int*)from;
        }
    }
}
