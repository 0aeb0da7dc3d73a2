using System.Runtime.CompilerServices;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>One instruction: a function, or a formula, applied to earlier values. Values are numbered: inputs first, then the results of the steps in order.</summary>
internal sealed record ElementwiseStep(ElementwiseCode Code, params int[] Operands)
{
    /// <summary>The operands of a single function; one that has fewer than three repeats its last.</summary>
    public int First => Operands[0];

    /// <inheritdoc cref="First"/>
    public int Second => Operands[Math.Min(1, Operands.Length - 1)];

    /// <inheritdoc cref="First"/>
    public int Third => Operands[^1];
}

/// <summary>
/// A chain of elementwise operations run as one pass over memory: an interpreter that takes a block of elements,
/// small enough that all its intermediate values stay in the first-level cache, through every step before it goes on.
/// Inputs of smaller shape are read in place where their numbers lie in the same order, otherwise broadcast into a block. One program of one step is how a
/// single operation runs, so a fused chain and its parts give the same bits.
/// </summary>
internal sealed unsafe partial class ElementwiseProgram : Kernel
{
    /// <summary>
    /// Bytes of a block. The longer, the less the interpreter costs; but all live values of a block should share a first-level cache of 32 KiB, and what comes from memory
    /// comes fastest in short blocks, between which each stream goes on before the processor has lost sight of it.
    /// </summary>
    private const int ShortestBlock = 1024, LongestBlock = 2048, BlockFromMemory = 512, NearCache = 24 << 10;

    /// <summary>Bytes of a block that passes through no other memory than its operands': then only the cost of a block counts.</summary>
    private const int BlockInPlace = 16384;

    /// <summary>Elements that one thread takes at a time, rounded to whole blocks; fixed, so that the cut never depends on the number of threads.</summary>
    private const int AboutChunk = 32768;

    private readonly DType _type;
    private readonly int _bytes;
    private readonly long _size;
    private readonly int _block;
    private readonly int _blockStep;
    private readonly long _chunk;
    private readonly IReadOnlyList<ElementwiseStep> _code;
    private readonly Source[] _inputs;
    private readonly Sink[] _outputs;
    private readonly Instruction[] _steps;
    private readonly Result[] _results;
    private readonly int _registers;
    private readonly int _scratchBlocks;
    private readonly bool _streams;

    /// <param name="type">The type to compute in; bool inputs become 0 and 1 of it.</param>
    /// <param name="shape">The shape of every output.</param>
    /// <param name="inputs">Tensors whose shapes broadcast to <paramref name="shape"/>.</param>
    /// <param name="steps">The instructions.</param>
    /// <param name="outputs">Which values to keep, and where. A destination may be the memory of an input of the full shape.</param>
    public ElementwiseProgram(DType type, Shape shape, IReadOnlyList<Tensor> inputs, IReadOnlyList<ElementwiseStep> steps, IReadOnlyList<(int Value, Tensor Destination)> outputs)
    {
        _type = type;
        _code = steps;
        _bytes = type.Bytes;
        _size = shape.Size;
        _registers = inputs.Count + steps.Sum(step => step.Code.Results);

        var place = new int[_registers];
        _scratchBlocks = Allocate(inputs.Count, steps, outputs, place);
        var broadcasts = new Broadcast?[inputs.Count];
        for (int i = 0; i < broadcasts.Length; i++) broadcasts[i] = inputs[i].Size == _size && inputs[i].DType != DType.Bool ? null : new Broadcast(inputs[i].Shape, shape);

        bool isFormula = steps.Count == 1 && steps[0].Code.FormulaFor(type) != null;
        bool isInPlace = steps.Count == 1 && broadcasts.All(broadcast => broadcast is null || (isFormula && broadcast.IsSingle));
        int live = _scratchBlocks + inputs.Count + outputs.Count;
        int blockBytes = Streaming.Pays(_size * _bytes) ? BlockFromMemory : isInPlace ? BlockInPlace : LongestBlock;
        while (!isInPlace && blockBytes > ShortestBlock && live * blockBytes > NearCache) blockBytes /= 2;
        _block = BlockFor(blockBytes / _bytes, broadcasts);
        _chunk = Math.Max(1, AboutChunk / _block) * (long)_block;
        // Blocks a power of two apart would meet in the same few lines of the cache.
        _blockStep = (_block * _bytes + Vector512Bytes - 1) / Vector512Bytes * Vector512Bytes + Vector512Bytes;

        _inputs = new Source[inputs.Count];
        for (int i = 0; i < _inputs.Length; i++) _inputs[i] = new Source(inputs[i], broadcasts[i], type, i, _block, isFormula, ref _scratchBlocks);
        _outputs = new Sink[outputs.Count];
        for (int i = 0; i < _outputs.Length; i++) _outputs[i] = new Sink(outputs[i].Destination, outputs[i].Value, place[outputs[i].Value], false, false);
        _streams = Direct(inputs);

        _steps = new Instruction[steps.Count];
        _results = new Result[_registers - inputs.Count];
        for (int i = 0, value = inputs.Count; i < _steps.Length; i++)
        {
            ElementwiseStep step = steps[i];
            _steps[i] = new Instruction(step, type, value);
            for (int result = 0; result < step.Code.Results; result++, value++) _results[value - inputs.Count] = new Result(value, place[value]);
        }
    }

    /// <summary>The same program on other tensors, which shares all that does not depend on where they lie.</summary>
    private ElementwiseProgram(ElementwiseProgram same, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> destinations)
    {
        (_type, _code, _bytes, _size, _registers, _scratchBlocks) = (same._type, same._code, same._bytes, same._size, same._registers, same._scratchBlocks);
        (_block, _blockStep, _chunk, _steps, _results) = (same._block, same._blockStep, same._chunk, same._steps, same._results);
        _inputs = new Source[same._inputs.Length];
        for (int i = 0; i < _inputs.Length; i++) _inputs[i] = new Source(same._inputs[i], inputs[i]);
        _outputs = new Sink[same._outputs.Length];
        for (int i = 0; i < _outputs.Length; i++) _outputs[i] = new Sink(destinations[i], same._outputs[i].Value, same._outputs[i].Place, false, false);
        _streams = Direct(inputs);
    }

    /// <summary>The same program on other tensors.</summary>
    /// <param name="inputs">Tensors of the number types and shapes of this program's inputs.</param>
    /// <param name="destinations">Tensors of the number types and shapes of this program's destinations.</param>
    public ElementwiseProgram On(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> destinations) => new(this, inputs, destinations);

    /// <summary>The number of instructions that one element goes through.</summary>
    public int StepCount => _steps.Length;

    public override void Run()
    {
        if (_size <= _chunk)
        {
            RunRange(0, _size);
            return;
        }

        // The workers see this program through its slot on this stack, which lives until they are done.
        ElementwiseProgram self = this;
        Workers.Run(checked((int)((_size + _chunk - 1) / _chunk)), &RunChunk, Unsafe.AsPointer(ref self));
    }

    private static void RunChunk(void* state, int chunk)
    {
        ElementwiseProgram self = Unsafe.AsRef<ElementwiseProgram>(state);
        self.RunRange(chunk * self._chunk, Math.Min(self._size, (chunk + 1) * self._chunk));
    }

    /// <summary>The elements from a whole block on to an end.</summary>
    [SkipLocalsInit]
    private void RunRange(long start, long end)
    {
        byte** at = stackalloc byte*[_registers];
        nint* moves = stackalloc nint[_registers];
        new Span<nint>(moves, _registers).Fill(-1);
        byte* scratch = Scratch.ForThisThread((long)_scratchBlocks * _blockStep);
        foreach (ref readonly Source input in _inputs.AsSpan()) input.Begin(at, moves, scratch, _blockStep, (int)Math.Min(_block, end - start), _type);
        foreach (ref readonly Result result in _results.AsSpan()) at[result.Value] = scratch + (long)result.Place * _blockStep;
        for (long position = start; position < end; position += _block)
        {
            int count = (int)Math.Min(_block, end - position);
            foreach (ref readonly Source input in _inputs.AsSpan()) input.Load(at, position, count, _type);
            bool whole = count * _bytes % Vector512Bytes == 0;
            foreach (ref readonly Sink output in _outputs.AsSpan())
            {
                if (output.Direct) at[output.Value] = whole ? output.Destination.Pointer + position * _bytes : scratch + (long)output.Place * _blockStep;
            }

            foreach (ref readonly Instruction step in _steps.AsSpan()) step.Run(at, moves, count);
            foreach (ref readonly Sink output in _outputs.AsSpan()) output.Store(at, position, count, _bytes);
        }

        if (_streams) Streaming.Finish();
    }

    private const int Vector512Bytes = 64;

    private readonly struct Instruction
    {
        private readonly delegate*<void*, void*, void*, void*, nint, void> _code;
        private readonly delegate*<byte**, nint*, ref int, nint, void> _formula;
        private readonly int _a, _b, _c, _result;

        // What a formula reads, then what it writes.
        private readonly int[] _values;

        public Instruction(ElementwiseStep step, DType type, int result)
        {
            _code = step.Code.For(type);
            _formula = step.Code.FormulaFor(type);
            (_a, _b, _c, _result) = (step.First, step.Second, step.Third, result);
            _values = [.. step.Operands, .. Enumerable.Range(result, step.Code.Results)];
        }

        public void Run(byte** at, nint* moves, nint count)
        {
            if (_formula == null) _code(at[_a], at[_b], at[_c], at[_result], count);
            else _formula(at, moves, ref _values[0], count);
        }
    }

    /// <summary>A value that a step computes, and the block in which it lies unless it is written to its destination at once.</summary>
    private readonly record struct Result(int Value, int Place);
}
