using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>Makes a plan: simplifies, fuses, orders, places values in memory, and binds kernels to it. One method per stage, in that order.</summary>
internal sealed class Planner
{
    /// <summary>With more units than this, no second order of them is tried: that takes longer than it is worth.</summary>
    private const int MostToCompare = 20_000;

    private readonly List<Update> _updates;
    private readonly List<Node> _outputs;
    private readonly List<Node> _guards;
    private readonly Schedule _schedule;
    private readonly IReadOnlyList<MergedUpdate> _merged;
    private readonly Memory _memory;
    private readonly List<Call> _calls = [];

    public Planner(IReadOnlyList<Node> outputs, IReadOnlyList<Update> updates, IReadOnlyList<Node> guards, long? memoryBudget)
    {
        IReadOnlyList<Node> written = Graph.Order([.. outputs, .. guards, .. updates.Select(update => update.Value)]);
        var simplification = Simplification.Of(written, new SharedTransposes(written).Applied);
        _outputs = [.. outputs.Select(output => simplification[output])];
        _guards = [.. guards.Select(guard => simplification[guard])];
        _updates = [.. updates.Select(update => update with { Value = simplification[update.Value] })];

        IReadOnlyList<Node> order = Graph.Order([.. _outputs, .. _guards, .. _updates.Select(update => update.Value)]);
        int needed = Needed(order);
        IReadOnlyList<Node> results = [.. _outputs, .. _guards];
        IReadOnlyList<Node> asked = [.. results, .. _updates.Select(update => update.Value)];
        List<Unit> units = Fusion.Units(order, WindowUnits.Find(order, asked, needed), asked, needed);
        // In a chain the gradients of the last layers go first, so that each value of the forward pass is let go as the backward pass comes by; where steps share weights it may be the other way.
        IReadOnlyList<Node> lastFirst = [.. _outputs, .. _guards.AsEnumerable().Reverse()];
        IReadOnlyList<Node>[] wanted = units.Count > MostToCompare || _guards.Count < 2 ? [lastFirst] : [results, lastFirst];
        Candidate[] candidates = [.. wanted.Select(first => new Candidate(RowGroups.Joined(new Schedule(units, first, _updates), results), results, _updates, stacksInPlace: memoryBudget is null))];
        Candidate least = memoryBudget is { } budget ? Candidate.Within(candidates, budget) : Candidate.Least(candidates);
        _schedule = least.Schedule;
        _merged = least.Merged;
        _memory = new Memory(least.Layout, _schedule, least.InPlace);
        (ArenaBytes, LiveBytes) = (least.Layout.Bytes, least.Layout.LiveBytes);
        Bind(least);
        foreach ((Node old, Node simplified) in outputs.Zip(_outputs)) Outputs[old] = _memory[simplified];
        Guards = GuardRanges();
    }

    /// <summary>How many elementwise programs were prepared; equal units share one.</summary>
    public int PreparedPrograms { get; private set; }

    public List<Kernel> Kernels { get; } = [];

    public List<Kernel> UpdateKernels { get; } = [];

    public List<Tensor> Guards { get; }

    /// <summary>What the calls compute, told when somebody asks.</summary>
    public IReadOnlyList<PlannedCall> Calls => field ??= [.. _calls.Select(call => call.Tell(_memory))];

    public Dictionary<Node, Tensor> Outputs { get; } = new(NodeComparer.Instance);

    public Dictionary<Placeholder, FedPlaceholder> Fed => _memory.Fed;

    public long ArenaBytes { get; }

    public long LiveBytes { get; }

    public bool AllFed { get; private set; }

    public void CheckFed()
    {
        foreach (FedPlaceholder fed in Fed.Values)
        {
            if (!fed.IsFed) throw new InvalidOperationException($"The placeholder {fed.Placeholder.Name} has no value; feed it before the plan is run.");
        }

        AllFed = true;
    }

    /// <summary>What the placeholders read at present.</summary>
    public Dictionary<Placeholder, Tensor> Feeds()
    {
        var feeds = new Dictionary<Placeholder, Tensor>(NodeComparer.Instance);
        foreach (FedPlaceholder fed in Fed.Values)
        {
            (Tensor view, long offset) = fed.Views[0];
            feeds[fed.Placeholder] = new Tensor(view.DType, fed.Placeholder.Shape, view.Storage, view.ByteOffset - offset * view.DType.Bytes);
        }

        return feeds;
    }

    /// <summary>How many nodes, the first of the order, must be computed before the guards are looked at: those up to the last result.</summary>
    private int Needed(IReadOnlyList<Node> order)
    {
        var results = new NodeSet([.. _outputs, .. _guards]);
        int count = order.Count;
        while (count > 0 && !results.Contains(order[count - 1])) count--;
        return count;
    }

    private void Bind(Candidate least)
    {
        var mergedUnits = new Dictionary<Unit, MergedUpdate>();
        foreach (MergedUpdate merged in _merged)
        {
            foreach (Unit unit in merged.Units) mergedUnits[unit] = merged;
        }

        var programs = new SharedPrograms();
        var run = new HashSet<Unit>();
        for (int i = 0; i < _schedule.Order.Count; i++)
        {
            Unit unit = _schedule.Order[i];
            _memory.Begin(i);
            if (least.Layout.IsThere(unit)) continue;
            List<Kernel> list = unit.IsUpdate ? UpdateKernels : Kernels;
            int before = list.Count;
            if (mergedUnits.TryGetValue(unit, out MergedUpdate? merged))
            {
                // All at once, where the last one stands: everything that they read has been computed by then.
                if (ReferenceEquals(merged.Units[^1], unit)) list.Add(merged.Bind(_memory));
            }
            else
            {
                list.Add(Binding.Bind(unit, _memory, programs));
            }

            bool isAgain = !run.Add(unit);
            if (list.Count > before) _calls.Add(new Call(unit, (merged?.Units.Count ?? 1) - 1, isAgain, unit.Nodes.Count > 1 && list[^1] is ElementwiseProgram { StepCount: 1 }, default));
        }

        PreparedPrograms = programs.Count;
        foreach (Update update in _updates)
        {
            if (least.InPlace.Contains(update)) continue;
            Tensor value = _memory[update.Value];
            if (Schedule.Root(update.Value) is Variable)
            {
                // The old value of a variable that may change first: two variables can be exchanged.
                var old = new Tensor(value.DType, value.Shape);
                UpdateKernels.Insert(0, new CopyKernel(value, old));
                _calls.Insert(Kernels.Count, new Call(null, 0, false, false, update));
                value = old;
            }

            UpdateKernels.Add(new CopyKernel(value, update.Variable.Value));
            _calls.Add(new Call(null, 0, false, false, update));
        }
    }

    /// <summary>The guards' memory, neighbours joined: one look over all gradients where they lie side by side.</summary>
    private unsafe List<Tensor> GuardRanges()
    {
        var ranges = new List<Tensor>();
        foreach (Tensor guard in _guards.Select(node => _memory[node]).Where(tensor => tensor.DType.IsFloat && tensor.Size > 0).OrderBy(tensor => (nint)tensor.Pointer))
        {
            Tensor? last = ranges.Count > 0 ? ranges[^1] : null;
            if (last is not null && last.DType == guard.DType && ReferenceEquals(last.Storage, guard.Storage) && last.Pointer + (long)last.Size * last.DType.Bytes == guard.Pointer && !_memory.IsMovable(guard))
            {
                ranges[^1] = new Tensor(last.DType, [last.Size + guard.Size], last.Storage, last.ByteOffset);
            }
            else
            {
                ranges.Add(guard);
            }
        }

        return ranges;
    }

    /// <summary>A kernel call: that of a unit, or the copy of an update into its variable.</summary>
    private readonly record struct Call(Unit? Unit, int Alike, bool IsAgain, bool IsOneLoop, Update Copied)
    {
        public PlannedCall Tell(Memory memory) => Unit is null
            ? new PlannedCall("Copy", Copied.Variable.Shape, 0, 0, 2 * Copied.Variable.Type.Bytes, true)
            : PlannedCall.Of(Unit, Alike, memory) with { IsAgain = IsAgain, IsOneLoop = IsOneLoop };
    }

    private sealed class CopyKernel(Tensor source, Tensor destination) : Kernel
    {
        public override void Run() => source.CopyTo(destination);
    }
}
