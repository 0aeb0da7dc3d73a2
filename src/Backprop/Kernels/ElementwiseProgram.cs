using System.Runtime.CompilerServices;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>One instruction: a function applied to earlier values. Values are numbered: inputs first, then the results of the steps in order.</summary>
internal readonly record struct ElementwiseStep(ElementwiseCode Code, int A, int B = 0, int C = 0);

/// <summary>
/// A chain of elementwise operations run as one pass over memory: an interpreter that takes a block of elements,
/// small enough that all its intermediate values stay in the first-level cache, through every step before it goes on.
/// Inputs of smaller shape are broadcast while their block is loaded. One program of one step is how a single operation runs,
/// so a fused chain and its parts give the same bits.
/// </summary>
internal sealed unsafe partial class ElementwiseProgram : Kernel
{
    /// <summary>Bytes of a block. The longer, the less the interpreter costs; but all live values of a block should share a first-level cache of 32 KiB.</summary>
    private const int ShortestBlock = 1024, LongestBlock = 4096, NearCache = 24 << 10;

    /// <summary>Elements that one thread takes at a time; fixed, so that the cut never depends on the number of threads.</summary>
    private const int Chunk = 32768;

    private readonly DType _type;
    private readonly int _bytes;
    private readonly long _size;
    private readonly int _block;
    private readonly int _blockStep;
    private readonly Source[] _inputs;
    private readonly Sink[] _outputs;
    private readonly Instruction[] _steps;
    private readonly int _registers;
    private readonly int _scratchBlocks;

    /// <param name="type">The type to compute in; bool inputs become 0 and 1 of it.</param>
    /// <param name="shape">The shape of every output.</param>
    /// <param name="inputs">Tensors whose shapes broadcast to <paramref name="shape"/>.</param>
    /// <param name="steps">The instructions.</param>
    /// <param name="outputs">Which values to keep, and where. A destination may be the memory of an input of the full shape.</param>
    public ElementwiseProgram(DType type, Shape shape, IReadOnlyList<Tensor> inputs, IReadOnlyList<ElementwiseStep> steps, IReadOnlyList<(int Value, Tensor Destination)> outputs)
    {
        _type = type;
        _bytes = type.Bytes;
        _size = shape.Size;
        _registers = inputs.Count + steps.Count;

        var place = new int[_registers];
        _scratchBlocks = Allocate(inputs.Count, steps, outputs, place);
        _inputs = new Source[inputs.Count];
        for (int i = 0; i < _inputs.Length; i++) _inputs[i] = new Source(inputs[i], shape, i, ref _scratchBlocks);
        _outputs = new Sink[outputs.Count];
        for (int i = 0; i < _outputs.Length; i++)
        {
            (int value, Tensor destination) = outputs[i];
            _outputs[i] = new Sink(destination, value, place[value], CanWriteDirectly(value, destination, inputs, steps, outputs, i));
        }

        int live = _scratchBlocks + inputs.Count(input => input.Size == shape.Size) + outputs.Count;
        int blockBytes = LongestBlock;
        while (blockBytes > ShortestBlock && live * blockBytes > NearCache) blockBytes /= 2;
        _block = blockBytes / _bytes;
        // Blocks a power of two apart would meet in the same few lines of the cache.
        _blockStep = blockBytes + Vector512Bytes;
        _steps = new Instruction[steps.Count];
        for (int i = 0; i < _steps.Length; i++)
        {
            _steps[i] = new Instruction(steps[i].Code.For(type), steps[i].A, steps[i].B, steps[i].C, inputs.Count + i, place[inputs.Count + i]);
        }
    }

    /// <summary>The number of operations that one element goes through.</summary>
    public int StepCount => _steps.Length;

    public override void Run()
    {
        if (_size <= Chunk)
        {
            RunRange(0, _size);
            return;
        }

        // The workers see this program through its slot on this stack, which lives until they are done.
        ElementwiseProgram self = this;
        Workers.Run(checked((int)((_size + Chunk - 1) / Chunk)), &RunChunk, Unsafe.AsPointer(ref self));
    }

    private static void RunChunk(void* state, int chunk)
    {
        ElementwiseProgram self = Unsafe.AsRef<ElementwiseProgram>(state);
        self.RunRange((long)chunk * Chunk, Math.Min(self._size, (long)(chunk + 1) * Chunk));
    }

    [SkipLocalsInit]
    private void RunRange(long start, long end)
    {
        byte** at = stackalloc byte*[_registers];
        byte* scratch = Scratch.ForThisThread((long)_scratchBlocks * _blockStep);
        foreach (ref readonly Source input in _inputs.AsSpan()) input.Begin(at, scratch, _blockStep, (int)Math.Min(_block, end - start), _type);
        for (long position = start; position < end; position += _block)
        {
            int count = (int)Math.Min(_block, end - position);
            foreach (ref readonly Source input in _inputs.AsSpan()) input.Load(at, position, count, _type);
            foreach (ref readonly Instruction step in _steps.AsSpan()) at[step.Result] = scratch + (long)step.Place * _blockStep;
            bool whole = count * _bytes % Vector512Bytes == 0;
            foreach (ref readonly Sink output in _outputs.AsSpan())
            {
                if (whole && output.Direct) at[output.Value] = output.Destination.Pointer + position * _bytes;
            }

            foreach (ref readonly Instruction step in _steps.AsSpan()) step.Code(at[step.A], at[step.B], at[step.C], at[step.Result], count);
            foreach (ref readonly Sink output in _outputs.AsSpan()) output.Store(at, position, count, _bytes);
        }
    }

    private const int Vector512Bytes = 64;

    private readonly struct Instruction(delegate*<void*, void*, void*, void*, nint, void> code, int a, int b, int c, int result, int place)
    {
        public readonly delegate*<void*, void*, void*, void*, nint, void> Code = code;
        public readonly int A = a, B = b, C = c, Result = result, Place = place;
    }
}
