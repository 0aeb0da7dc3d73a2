using Backprop.Tensors;

namespace Backprop.Kernels;

internal sealed unsafe partial class ElementwiseProgram
{
    /// <summary>
    /// Gives every step's result a block of scratch memory, and gives the block on when its last reader is done.
    /// Values that leave the program keep theirs to the end. Returns the number of blocks; writes each value's block into <paramref name="place"/>.
    /// </summary>
    private static int Allocate(int inputs, IReadOnlyList<ElementwiseStep> steps, IReadOnlyList<(int Value, Tensor Destination)> outputs, int[] place)
    {
        var lastUse = new int[place.Length];
        for (int i = 0; i < steps.Count; i++) lastUse[steps[i].A] = lastUse[steps[i].B] = lastUse[steps[i].C] = i;
        foreach ((int value, _) in outputs) lastUse[value] = int.MaxValue;

        var free = new Stack<int>();
        var ends = new List<int>[steps.Count];
        int blocks = 0;
        for (int i = 0; i < steps.Count; i++)
        {
            int value = inputs + i;
            place[value] = free.Count > 0 ? free.Pop() : blocks++;
            int end = lastUse[value];
            if (end < steps.Count) (ends[end] ??= []).Add(place[value]);
            // Freed only after the step: a result never overwrites what the same step reads in another vector order.
            foreach (int block in ends[i] ?? []) free.Push(block);
        }

        return blocks;
    }

    /// <summary>
    /// Whether the step may write its result straight into the destination: not when bytes must be narrowed to bool, when the value is kept twice,
    /// or when the destination is the memory of an input that a later step still reads.
    /// </summary>
    private bool CanWriteDirectly(int value, Tensor destination, IReadOnlyList<Tensor> inputs, IReadOnlyList<ElementwiseStep> steps, IReadOnlyList<(int Value, Tensor Destination)> outputs, int index)
    {
        if (destination.DType != _type || value < inputs.Count) return false;
        for (int other = 0; other < index; other++)
        {
            if (outputs[other].Value == value) return false;
        }

        byte* end = destination.Pointer + (long)destination.Size * _bytes;
        for (int i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].Pointer >= end || inputs[i].Pointer + (long)inputs[i].Size * inputs[i].DType.Bytes <= destination.Pointer) continue;
            for (int later = value - inputs.Count + 1; later < steps.Count; later++)
            {
                if (steps[later].A == i || steps[later].B == i || steps[later].C == i) return false;
            }
        }

        return true;
    }

    /// <summary>An input: read in place where it has the full shape, otherwise broadcast into a block (once, if it is a single number).</summary>
    private readonly struct Source
    {
        private readonly Tensor _tensor;
        private readonly int _value;
        private readonly int _place;
        private readonly Broadcast? _broadcast;

        public Source(Tensor tensor, Shape shape, int value, ref int scratchBlocks)
        {
            _tensor = tensor;
            _value = value;
            bool direct = tensor.Size == shape.Size && tensor.DType != DType.Bool;
            _broadcast = direct ? null : new Broadcast(tensor.Shape, shape);
            _place = direct ? -1 : scratchBlocks++;
        }

        public void Begin(byte** at, byte* scratch, int blockStep, int count, DType type)
        {
            if (_broadcast is null) return;
            at[_value] = scratch + (long)_place * blockStep;
            if (_tensor.Size == 1) _broadcast.Load(_tensor, at[_value], 0, count, type);
        }

        public void Load(byte** at, long position, int count, DType type)
        {
            if (_broadcast is null) at[_value] = _tensor.Pointer + position * type.Bytes;
            else if (_tensor.Size != 1) _broadcast.Load(_tensor, at[_value], position, count, type);
        }
    }

    /// <summary>An output: written in place by its step where possible, otherwise copied out of its block.</summary>
    private readonly struct Sink(Tensor destination, int value, int place, bool direct)
    {
        public readonly Tensor Destination = destination;
        public readonly int Value = value, Place = place;
        public readonly bool Direct = direct;

        public void Store(byte** at, long position, int count, int bytes)
        {
            byte* from = at[Value];
            if (Destination.DType == DType.Bool)
            {
                byte* to = Destination.Pointer + position;
                if (bytes == 4) for (int i = 0; i < count; i++) to[i] = ((int*)from)[i] != 0 ? (byte)1 : (byte)0;
                else for (int i = 0; i < count; i++) to[i] = ((long*)from)[i] != 0 ? (byte)1 : (byte)0;
                return;
            }

            byte* destination = Destination.Pointer + position * bytes;
            if (from != destination) Buffer.MemoryCopy(from, destination, (long)count * bytes, (long)count * bytes);
        }
    }
}
