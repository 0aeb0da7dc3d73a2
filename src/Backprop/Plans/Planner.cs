using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>Makes a plan: simplifies, fuses, orders, places values in memory, and binds kernels to it. One method per stage, in that order.</summary>
internal sealed class Planner
{
    private readonly List<Update> _updates;
    private readonly List<Node> _outputs;
    private readonly List<Node> _guards;
    private readonly Schedule _schedule;
    private readonly List<MergedUpdate> _merged;
    private readonly Memory _memory;

    public Planner(IReadOnlyList<Node> outputs, IReadOnlyList<Update> updates, IReadOnlyList<Node> guards)
    {
        var simplification = Simplification.Of([.. outputs, .. guards, .. updates.Select(update => update.Value)]);
        Dictionary<Node, Node> replaced = SharedTransposes.Replacements(Graph.Order([.. outputs.Concat(guards).Concat(updates.Select(update => update.Value)).Select(node => simplification[node])]));
        _outputs = [.. outputs.Select(Planned)];
        _guards = [.. guards.Select(Planned)];
        _updates = [.. updates.Select(update => update with { Value = Planned(update.Value) })];

        var needed = new HashSet<Node>(Graph.Order([.. _outputs, .. _guards]), ReferenceEqualityComparer.Instance);
        IReadOnlyList<Node> order = Graph.Order([.. _outputs, .. _guards, .. _updates.Select(update => update.Value)]);
        _schedule = new Schedule(Fusion.Units(order, needed), [.. _outputs, .. _guards], _updates);
        var inPlace = new InPlaceUpdates(_schedule, _updates);
        _merged = MergedUpdate.Find(_schedule, inPlace);
        _memory = new Memory(_schedule, [.. _outputs, .. _guards], _updates, inPlace, _merged);
        Bind(inPlace);
        foreach ((Node old, Node simplified) in outputs.Zip(_outputs)) Outputs[old] = _memory[simplified];
        Guards = GuardRanges();

        Node Planned(Node node) => replaced.GetValueOrDefault(simplification[node], simplification[node]);
    }

    public List<Kernel> Kernels { get; } = [];

    public List<Kernel> UpdateKernels { get; } = [];

    public List<Tensor> Guards { get; }

    public List<PlannedCall> Calls { get; } = [];

    public Dictionary<Node, Tensor> Outputs { get; } = new(ReferenceEqualityComparer.Instance);

    public Dictionary<Placeholder, FedPlaceholder> Fed => _memory.Fed;

    public long ArenaBytes => _memory.ArenaBytes;

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
        var feeds = new Dictionary<Placeholder, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (FedPlaceholder fed in Fed.Values)
        {
            (Tensor view, long offset) = fed.Views[0];
            feeds[fed.Placeholder] = new Tensor(view.DType, fed.Placeholder.Shape, view.Storage, view.ByteOffset - offset * view.DType.Bytes);
        }

        return feeds;
    }

    private void Bind(InPlaceUpdates inPlace)
    {
        var mergedUnits = new Dictionary<Unit, MergedUpdate>(ReferenceEqualityComparer.Instance);
        foreach (MergedUpdate merged in _merged)
        {
            foreach (Unit unit in merged.Units) mergedUnits[unit] = merged;
        }

        foreach (Unit unit in _schedule.Order)
        {
            List<Kernel> list = unit.IsUpdate ? UpdateKernels : Kernels;
            int before = list.Count;
            if (mergedUnits.TryGetValue(unit, out MergedUpdate? merged))
            {
                // All at once, where the last one stands: everything that they read has been computed by then.
                if (ReferenceEquals(merged.Units[^1], unit)) list.Add(merged.Bind(_memory));
            }
            else
            {
                list.Add(Binding.Bind(unit, _memory));
            }

            if (list.Count > before) Calls.Add(PlannedCall.Of(unit, (merged?.Units.Count ?? 1) - 1, _memory));
        }

        foreach (Update update in _updates)
        {
            if (inPlace.Contains(update)) continue;
            Tensor value = _memory[update.Value];
            if (Schedule.Root(update.Value) is Variable)
            {
                // The old value of a variable that may change first: two variables can be exchanged.
                var old = new Tensor(value.DType, value.Shape);
                UpdateKernels.Insert(0, new CopyKernel(value, old));
                Calls.Insert(Kernels.Count, Copy(update));
                value = old;
            }

            UpdateKernels.Add(new CopyKernel(value, update.Variable.Value));
            Calls.Add(Copy(update));
        }

        static PlannedCall Copy(Update update) => new("Copy", update.Variable.Shape, 0, 0, 2 * update.Variable.Type.Bytes, true);
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

    private sealed class CopyKernel(Tensor source, Tensor destination) : Kernel
    {
        public override void Run() => source.CopyTo(destination);
    }
}
