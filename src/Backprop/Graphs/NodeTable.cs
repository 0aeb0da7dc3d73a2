namespace Backprop.Graphs;

/// <summary>
/// The operation nodes built on one node, found by operation and inputs; an open-addressing hash table of weak references.
/// Its lock is held only while one node is looked up or made.
/// </summary>
internal sealed class NodeTable
{
    private readonly Lock _lock = new();
    private (int Hash, WeakReference<OperationNode>? Node)[] _slots = new (int, WeakReference<OperationNode>?)[4];
    private int _used;

    public OperationNode GetOrAdd(Operation operation, Node[] inputs, Func<OperationNode> create)
    {
        var code = new HashCode();
        code.Add(operation);
        foreach (Node input in inputs) code.Add(input.SameHash);
        int hash = code.ToHashCode();
        lock (_lock)
        {
            for (int i = hash & (_slots.Length - 1); _slots[i].Node is { } reference; i = (i + 1) & (_slots.Length - 1))
            {
                if (_slots[i].Hash == hash && reference.TryGetTarget(out OperationNode? found) && IsSame(found, operation, inputs)) return found;
            }

            OperationNode node = create();
            if (2 * (_used + 1) > _slots.Length) Grow();
            Insert(hash, new WeakReference<OperationNode>(node));
            return node;
        }
    }

    private static bool IsSame(OperationNode node, Operation operation, Node[] inputs)
    {
        if (node.Inputs.Count != inputs.Length || !node.Operation.Equals(operation)) return false;
        for (int i = 0; i < inputs.Length; i++)
        {
            if (!node.Inputs[i].IsSame(inputs[i])) return false;
        }

        return true;
    }

    private void Grow()
    {
        var old = _slots;
        int alive = 0;
        foreach (var slot in old)
        {
            if (slot.Node is not null && slot.Node.TryGetTarget(out _)) alive++;
        }

        // Twice the size only if the living need it: a table whose nodes come and go stays small.
        _slots = new (int, WeakReference<OperationNode>?)[2 * (alive + 1) > old.Length / 2 ? 2 * old.Length : old.Length];
        _used = 0;
        foreach (var slot in old)
        {
            if (slot.Node is not null && slot.Node.TryGetTarget(out _)) Insert(slot.Hash, slot.Node);
        }
    }

    private void Insert(int hash, WeakReference<OperationNode> node)
    {
        int i = hash & (_slots.Length - 1);
        while (_slots[i].Node is not null) i = (i + 1) & (_slots.Length - 1);
        _slots[i] = (hash, node);
        _used++;
    }
}
