using Backprop.Tensors;

namespace Backprop.Kernels;

internal sealed unsafe partial class ElementwiseProgram
{
    /// <summary>
    /// Gives every step's results a block of scratch memory each, and gives the block on when its last reader is done.
    /// Values that leave the program keep theirs to the end. Returns the number of blocks; writes each value's block into <paramref name="place"/>.
    /// </summary>
    private static int Allocate(int inputs, IReadOnlyList<ElementwiseStep> steps, IReadOnlyList<(int Value, Tensor Destination)> outputs, int[] place)
    {
        var lastUse = new int[place.Length];
        for (int i = 0; i < steps.Count; i++)
        {
            foreach (int operand in steps[i].Operands) lastUse[operand] = i;
        }

        foreach ((int value, _) in outputs) lastUse[value] = int.MaxValue;

        var free = new Stack<int>();
        var ends = new List<int>[steps.Count];
        int blocks = 0, next = inputs;
        for (int i = 0; i < steps.Count; i++)
        {
            for (int result = 0; result < steps[i].Code.Results; result++, next++)
            {
                place[next] = free.Count > 0 ? free.Pop() : blocks++;
                if (lastUse[next] < steps.Count) (ends[Math.Max(lastUse[next], i)] ??= []).Add(place[next]);
            }

            // Freed only after the step: a result never overwrites what the same step reads in another vector order.
            foreach (int block in ends[i] ?? []) free.Push(block);
        }

        return blocks;
    }

    /// <summary>
    /// The elements of a block: about as many as asked for, whole vectors, and such that what repeats along the last axis (a bias) either repeats within every block alike or
    /// runs on through it.
    /// </summary>
    private static int BlockFor(int about, Broadcast?[] inputs)
    {
        const int Lanes = Vector512Bytes / sizeof(float);
        foreach (long period in inputs.Select(input => input?.Period ?? 0).Where(period => period > 1).Distinct())
        {
            if (about % period == 0 || period % about == 0) continue;
            // One length decides; others are copied.
            long unit = period;
            while (unit % Lanes != 0) unit += period;
            if (unit <= 2 * about) return (int)(Math.Max(1, about / unit) * unit);
            int divisor = about / Lanes * Lanes;
            while (divisor > about / 4 && period % divisor != 0) divisor -= Lanes;
            return period % divisor == 0 ? divisor : about;
        }

        return about;
    }

    /// <summary>Whether a destination is so large that it should not pass through the caches: not where its lines are there already, because they were read.</summary>
    private static bool Streams(Tensor destination, IReadOnlyList<Tensor> inputs)
    {
        long bytes = (long)destination.Size * destination.DType.Bytes;
        if (destination.DType == DType.Bool || !Streaming.Pays(bytes)) return false;
        for (int i = 0; i < inputs.Count; i++)
        {
            if (Overlap(inputs[i], destination)) return false;
        }

        return true;
    }

    private static bool Overlap(Tensor a, Tensor b) =>
        a.Pointer < b.Pointer + (long)b.Size * b.DType.Bytes && b.Pointer < a.Pointer + (long)a.Size * a.DType.Bytes;

    /// <summary>Says of every output how it reaches its destination; returns whether one goes past the caches.</summary>
    private bool Direct(IReadOnlyList<Tensor> inputs)
    {
        bool streams = false;
        for (int i = 0; i < _outputs.Length; i++)
        {
            ref Sink sink = ref _outputs[i];
            bool past = Streams(sink.Destination, inputs);
            sink = new Sink(sink.Destination, sink.Value, sink.Place, !past && CanWriteDirectly(i, inputs), past);
            streams |= past;
        }

        return streams;
    }

    /// <summary>
    /// Whether the step may write its result straight into the destination: not when bytes must be narrowed to bool, when the value is kept twice,
    /// or when the destination is the memory of an input that a later step still reads.
    /// </summary>
    private bool CanWriteDirectly(int output, IReadOnlyList<Tensor> inputs)
    {
        (int value, Tensor destination) = (_outputs[output].Value, _outputs[output].Destination);
        if (destination.DType != _type || value < inputs.Count) return false;
        for (int other = 0; other < output; other++)
        {
            if (_outputs[other].Value == value) return false;
        }

        int producer = 0;
        for (int next = inputs.Count + _code[0].Code.Results; next <= value; next += _code[producer].Code.Results) producer++;
        for (int i = 0; i < inputs.Count; i++)
        {
            if (!Overlap(inputs[i], destination)) continue;
            for (int later = producer + 1; later < _code.Count; later++)
            {
                if (_code[later].Operands.Contains(i)) return false;
            }
        }

        return true;
    }

    /// <summary>
    /// An input: read in place where it has the full shape or repeats in runs that no block cuts; broadcast into a block, once if every block looks alike, otherwise each time.
    /// A single number is one vector for a formula, which reads that again and again.
    /// </summary>
    private readonly struct Source
    {
        private readonly Tensor _tensor;
        private readonly int _value;
        private readonly int _place;
        private readonly Broadcast? _broadcast;
        private readonly Way _way;

        public Source(Tensor tensor, Broadcast? broadcast, DType type, int value, int block, bool isOfFormula, ref int scratchBlocks)
        {
            (_tensor, _broadcast, _value) = (tensor, broadcast, value);
            _way = broadcast is null ? Way.InPlace
                : isOfFormula && broadcast.IsSingle ? Way.OneVector
                : broadcast.IsSingle || (broadcast.Period > 0 && block % broadcast.Period == 0) ? Way.Once
                : broadcast.Period > 0 && broadcast.Period % block == 0 && tensor.DType == type ? Way.InRuns
                : Way.EachTime;
            _place = _way is Way.OneVector or Way.Once or Way.EachTime ? scratchBlocks++ : -1;
        }

        /// <summary>The same for another tensor of the same number type and shape.</summary>
        public Source(in Source other, Tensor tensor)
        {
            this = other;
            _tensor = tensor;
        }

        private enum Way
        {
            InPlace,
            InRuns,
            OneVector,
            Once,
            EachTime,
        }

        public void Begin(byte** at, nint* moves, byte* scratch, int blockStep, int count, DType type)
        {
            if (_place < 0) return;
            at[_value] = scratch + (long)_place * blockStep;
            if (_way == Way.OneVector)
            {
                moves[_value] = 0;
                count = Math.Min(count, Vector512Bytes / type.Bytes);
            }

            if (_way is Way.OneVector or Way.Once) _broadcast!.Load(_tensor, at[_value], 0, count, type);
        }

        public void Load(byte** at, long position, int count, DType type)
        {
            switch (_way)
            {
                case Way.InPlace: at[_value] = _tensor.Pointer + position * type.Bytes; break;
                case Way.InRuns: at[_value] = _tensor.Pointer + position % _broadcast!.Period * type.Bytes; break;
                case Way.EachTime: _broadcast!.Load(_tensor, at[_value], position, count, type); break;
            }
        }
    }

    /// <summary>An output: written in place by its step where possible, otherwise copied out of its block.</summary>
    private readonly struct Sink(Tensor destination, int value, int place, bool direct, bool streams)
    {
        public readonly Tensor Destination = destination;
        public readonly int Value = value, Place = place;
        public readonly bool Direct = direct, Streams = streams;

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
            if (from == destination) return;
            if (Streams) Streaming.Copy(from, destination, (nint)count * bytes);
            else Buffer.MemoryCopy(from, destination, (long)count * bytes, (long)count * bytes);
        }
    }
}
