using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>
/// Where every value of a plan lies: variables and constants where they are, placeholders wherever they are fed,
/// updates in their variable's memory, and everything else in one arena, where values that never live together share bytes.
/// </summary>
internal sealed class Memory
{
    private readonly Dictionary<Node, Tensor> _tensors = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Node> _stored = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Node, long> _offsets = new(ReferenceEqualityComparer.Instance);
    private readonly Storage _storage;

    public Memory(Schedule schedule, IReadOnlyList<Node> results, IReadOnlyList<Update> updates, InPlaceUpdates inPlace, IReadOnlyList<MergedUpdate> merged)
    {
        Dictionary<Node, int> lastUse = LastUses(schedule, results, updates, merged);
        var composites = new Dictionary<Node, List<Node>>(ReferenceEqualityComparer.Instance);
        foreach (List<Node> composite in merged.SelectMany(update => update.Composites))
        {
            foreach (Node node in composite) composites[node] = composite;
        }

        ArenaBytes = Place(schedule, inPlace, lastUse, composites);
        _storage = new Storage(ArenaBytes);
        foreach (Unit unit in schedule.Order)
        {
            foreach (OperationNode node in unit.Nodes)
            {
                if (inPlace.Target(node) is { } variable) _tensors[node] = variable.Value;
                else if (_offsets.TryGetValue(node, out long offset)) _tensors[node] = new Tensor(node.DType, node.Shape, _storage, offset);
            }
        }
    }

    /// <summary>The bytes of the arena.</summary>
    public long ArenaBytes { get; }

    /// <summary>The placeholders that kernels read.</summary>
    public Dictionary<Placeholder, FedPlaceholder> Fed { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The memory of a value; the same object every time, so that it can be moved.</summary>
    public Tensor this[Node node]
    {
        get
        {
            if (_tensors.TryGetValue(node, out Tensor? tensor)) return tensor;
            return _tensors[node] = node switch
            {
                Variable variable => variable.Value,
                Constant constant => constant.Value,
                Placeholder placeholder => FedView(placeholder, placeholder, 0),
                _ => View(node),
            };
        }
    }

    /// <summary>Whether a node's value is needed outside of its program.</summary>
    public bool IsStored(Node node) => _stored.Contains(node);

    /// <summary>Whether the memory moves when a placeholder is fed.</summary>
    public bool IsMovable(Tensor tensor) => Fed.Values.Any(fed => fed.Views.Any(view => ReferenceEquals(view.View, tensor)));

    private Tensor View(Node node)
    {
        long offset = 0;
        Node root = node;
        while (root is OperationNode operation && operation.Operation.View(operation) is { } view)
        {
            offset += view.Offset;
            root = operation.Inputs[view.Input];
        }

        if (root is Placeholder placeholder) return FedView(placeholder, node, offset);
        Tensor whole = this[root];
        return new Tensor(node.DType, node.Shape, whole.Storage, whole.ByteOffset + offset * node.DType.Bytes);
    }

    private Tensor FedView(Placeholder placeholder, Node node, long offset)
    {
        if (!Fed.TryGetValue(placeholder, out FedPlaceholder? fed)) Fed[placeholder] = fed = new FedPlaceholder(placeholder);
        var view = new Tensor(node.DType, node.Shape);
        fed.Views.Add((view, offset));
        return view;
    }

    /// <summary>The position after which each value is not read any more.</summary>
    private Dictionary<Node, int> LastUses(Schedule schedule, IReadOnlyList<Node> results, IReadOnlyList<Update> updates, IReadOnlyList<MergedUpdate> merged)
    {
        var position = new Dictionary<Unit, int>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < schedule.Order.Count; i++) position[schedule.Order[i]] = i;
        foreach (MergedUpdate update in merged)
        {
            int last = position[update.Units[^1]];
            foreach (Unit unit in update.Units) position[unit] = last;
        }

        var lastUse = new Dictionary<Node, int>(ReferenceEqualityComparer.Instance);
        foreach (Unit unit in schedule.Order)
        {
            foreach (Node input in unit.Inputs) Use(input, position[unit]);
        }

        foreach (Node node in results.Concat(updates.Select(update => update.Value))) Use(node, int.MaxValue);
        return lastUse;

        void Use(Node node, int at)
        {
            Node root = Schedule.Root(node);
            _stored.Add(root);
            lastUse[root] = Math.Max(lastUse.GetValueOrDefault(root, -1), at);
        }
    }

    /// <summary>Takes and gives back places in the order of the schedule; returns the bytes of the arena.</summary>
    private long Place(Schedule schedule, InPlaceUpdates inPlace, Dictionary<Node, int> lastUse, Dictionary<Node, List<Node>> composites)
    {
        var arena = new Arena();
        var ending = new Dictionary<int, List<(long Offset, long Bytes)>>();
        for (int i = 0; i < schedule.Order.Count; i++)
        {
            foreach (OperationNode node in schedule.Order[i].Nodes)
            {
                if (!_stored.Contains(node) || inPlace.Target(node) is not null || _offsets.ContainsKey(node)) continue;
                List<Node> together = composites.TryGetValue(node, out List<Node>? composite) ? composite : [node];
                long bytes = together.Sum(part => part.Type.Bytes);
                long offset = arena.Take(bytes);
                int end = together.Max(part => lastUse[part]);
                if (end < int.MaxValue)
                {
                    if (!ending.TryGetValue(end, out List<(long, long)>? list)) ending[end] = list = [];
                    list.Add((offset, bytes));
                }

                long next = offset;
                foreach (Node part in together)
                {
                    _offsets[part] = next;
                    next += part.Type.Bytes;
                }
            }

            if (ending.Remove(i, out List<(long Offset, long Bytes)>? done))
            {
                foreach ((long offset, long bytes) in done) arena.GiveBack(offset, bytes);
            }
        }

        return arena.Bytes;
    }
}
