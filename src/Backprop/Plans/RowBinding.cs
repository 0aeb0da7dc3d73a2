using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>Turns a unit whose parts share rows into a <see cref="RowProgram"/>: chooses the size of a block and binds the steps to tensors of that size.</summary>
internal sealed class RowBinding
{
    /// <summary>Bytes of all values of a block: they should share a first-level cache of 32 KiB. But a block has so many elements at least, even if they then lie in the second-level cache, that calls weigh little. Values of fewer bytes are not fetched ahead.</summary>
    private const int NearCache = 24 << 10, LeastElements = 4096, LeastFetched = 256 << 10;

    /// <summary>Elements of the widest value that one thread takes, at least, and into how many parts the rows are cut, at most.</summary>
    private const int Chunk = 32768, MostChunks = 16;

    private readonly Memory _memory;
    private readonly int _rows;
    private readonly List<RowStep> _steps;
    private readonly HashSet<Node> _own, _read;

    // Values that lie in working memory: those that nobody else reads, and those that are written past the caches when they are done.
    private readonly Dictionary<Node, int> _slots = new(NodeComparer.Instance);
    private readonly List<long> _slotRowBytes = [];

    public RowBinding(Unit unit, Memory memory)
    {
        (_memory, _rows) = (memory, unit.Rows);
        _own = new HashSet<Node>(unit.Nodes, NodeComparer.Instance);
        _steps = RowStep.Of(unit.Parts, _rows, memory.IsStored);
        _read = new HashSet<Node>(_steps.SelectMany(step => step.Inputs).Select(Schedule.Root), NodeComparer.Instance);
        PlaceSlots();
    }

    public Kernel Bind()
    {
        var counted = new HashSet<Node>(NodeComparer.Instance);
        long perRow = _slotRowBytes.Sum(), widest = _rows;
        foreach (RowStep step in _steps)
        {
            foreach (Node node in step.Results.Concat(step.Inputs.Where(input => IsByRow(input, step))).Where(counted.Add))
            {
                if (!_slots.ContainsKey(Schedule.Root(node))) perRow += node.Type.Bytes / _rows;
                widest = Math.Max(widest, node.Shape.Size);
            }
        }

        int blockRows = BlockRows(Math.Max(1, Math.Max(NearCache / perRow, (long)LeastElements * _rows / widest))), rest = _rows % blockRows;
        int chunks = (int)Math.Clamp(widest / Chunk, 1, Math.Min(MostChunks, _rows / blockRows));
        long[] offsets = Offsets(blockRows, out long scratchBytes);
        var start = new Storage(scratchBytes);
        RowBlock[] blocks = [.. Enumerable.Range(0, chunks).Select(_ => Block(blockRows, offsets, start))];
        return new RowProgram(_rows, blockRows, scratchBytes, blocks, rest > 0 ? Block(rest, offsets, start) : null);
    }

    /// <summary>A number of rows of about the wanted size, that divides all rows if there is one.</summary>
    private int BlockRows(long wanted)
    {
        int most = (int)Math.Min(wanted, _rows);
        for (int count = most; count > most / 2; count--)
        {
            if (_rows % count == 0) return count;
        }

        return most;
    }

    private bool IsByRow(Node input, RowStep step)
    {
        if (_own.Contains(Schedule.Root(input))) return true;
        if (step.Expression is { } expression) return !expression.IsSame(input);
        return !step.Part.IsProgram || Rows.Kind(input.Shape, step.Part.Nodes[0].Shape, Rows.Axes(step.Part.Nodes[0].Shape, _rows)) == true;
    }

    private bool IsStreamed(Node node) => _memory.IsStored(node) && Streaming.Pays(node.Type.Bytes);

    /// <summary>Whether a result is written to where it stays at once: not while other steps still read it and it should not be read from memory again.</summary>
    private bool IsDirect(Node node, RowStep step) => _memory.IsStored(node) && (!IsStreamed(node) || (step.Expression is not null && !_read.Contains(node)));

    /// <summary>Gives values in between slots of working memory, and those slots on whose last reader is done.</summary>
    private void PlaceSlots()
    {
        var last = new Dictionary<Node, int>(NodeComparer.Instance);
        for (int i = 0; i < _steps.Count; i++)
        {
            foreach (Node node in _steps[i].Results.Concat(_steps[i].Inputs.Select(Schedule.Root))) last[node] = i;
        }

        var free = new List<int>();
        for (int i = 0; i < _steps.Count; i++)
        {
            foreach (Node node in _steps[i].Results.Where(node => !IsDirect(node, _steps[i])))
            {
                long bytes = node.Type.Bytes / _rows;
                int at = free.FindIndex(slot => _slotRowBytes[slot] == bytes);
                _slots[node] = at < 0 ? _slotRowBytes.Count : free[at];
                if (at < 0) _slotRowBytes.Add(bytes);
                else free.RemoveAt(at);
            }

            foreach ((Node node, int slot) in _slots)
            {
                if (last[node] == i) free.Add(slot);
            }
        }
    }

    private long[] Offsets(int blockRows, out long bytes)
    {
        var offsets = new long[_slotRowBytes.Count];
        bytes = 0;
        for (int slot = 0; slot < offsets.Length; slot++)
        {
            offsets[slot] = bytes;
            // A line more, so that slots a power of two long do not meet in the same few lines of the cache.
            bytes += (_slotRowBytes[slot] * blockRows + Storage.Alignment - 1) / Storage.Alignment * Storage.Alignment + Storage.Alignment;
        }

        return offsets;
    }

    /// <summary>The steps bound to a block of some rows.</summary>
    private RowBlock Block(int blockRows, long[] offsets, Storage start)
    {
        var tensors = new List<RowTensor>();
        var known = new Dictionary<(Node, bool), Tensor>();
        var kernels = new List<Kernel>();
        foreach (RowStep step in _steps)
        {
            kernels.Add(step.Expression is null
                ? Binding.Bind(step.Part, Rows.Block(step.Part.Nodes[0].Shape, _rows, blockRows), node => Place(node, step), node => step.Results.Contains(node, NodeComparer.Instance))
                : Formula(step, step.Expression));
            foreach (OperationNode node in step.Results.Where(node => IsStreamed(node) && !IsDirect(node, step))) kernels.Add(new StreamingCopy(Place(node, step), Whole(node, true, false)));
        }

        return new RowBlock([.. kernels], [.. tensors]);

        Kernel Formula(RowStep step, RowExpression expression)
        {
            OperationNode result = step.Results[0];
            RowOperand[] vectors = [.. expression.Vectors.Select(node => new RowOperand(Place(node, step), expression.IsSame(node)))];
            RowOperand[] scalars = [.. expression.Scalars.Select(node => new RowOperand(Place(node, step), expression.IsSame(node)))];
            return step.Part.IsProgram
                ? expression.Formula!.Map(vectors, scalars, Place(result, step), checked((int)(result.Shape.Size / _rows)), IsStreamed(result) && IsDirect(result, step))
                : expression.Formula!.Sum(vectors, scalars, Place(result, step), checked((int)(result.Inputs[0].Shape.Size / _rows)));
        }

        Tensor Place(Node node, RowStep step)
        {
            bool isByRow = IsByRow(node, step);
            if (known.TryGetValue((node, isByRow), out Tensor? tensor)) return tensor;
            if (_slots.TryGetValue(Schedule.Root(node), out int slot))
            {
                tensor = new Tensor(node.DType, Rows.Block(node.Shape, _rows, blockRows), start, offsets[slot]);
                tensors.Add(new RowTensor(tensor, null, 0, offsets[slot], false));
            }
            else
            {
                tensor = Whole(node, isByRow, !_own.Contains(Schedule.Root(node)));
            }

            return known[(node, isByRow)] = tensor;
        }

        Tensor Whole(Node node, bool isByRow, bool isRead)
        {
            Tensor source = _memory[node];
            var view = new Tensor(node.DType, isByRow ? Rows.Block(node.Shape, _rows, blockRows) : node.Shape, source.Storage, source.ByteOffset);
            tensors.Add(new RowTensor(view, source, isByRow ? node.Type.Bytes / _rows : 0, 0, isByRow && (isRead || !Streaming.Pays(node.Type.Bytes)) && node.Type.Bytes >= LeastFetched));
            return view;
        }
    }
}
