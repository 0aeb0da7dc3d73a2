using System.Runtime.InteropServices;

namespace Backprop.Graphs;

/// <summary>
/// The operation nodes in use, found by operation and inputs: open-addressing hash tables of weak handles, many of them, so that threads that build different
/// expressions hardly ever meet. What nobody uses any more disappears; its handle is given back when its table is full.
/// Bare handles, because an object around each (WeakReference, with its finalizer) made half of the time in which a graph of a hundred thousand nodes was built.
/// </summary>
internal static class NodeTable
{
    /// <summary>So many tables that none of them becomes a large object (see <see cref="NodeMap{T}"/>), however large the graph.</summary>
    private const int TableBits = 9;

    private static readonly Table[] s_tables = [.. Enumerable.Range(0, 1 << TableBits).Select(_ => new Table())];

    /// <summary>The node that applies an operation to inputs: the one that exists, or one that is made now.</summary>
    public static OperationNode GetOrAdd(Operation operation, ReadOnlySpan<Node> inputs)
    {
        var code = new HashCode();
        code.Add(operation);
        foreach (Node input in inputs) code.Add(input.SameHash);
        int hash = code.ToHashCode();
        Table table = s_tables[(uint)hash >> (32 - TableBits)];
        // Made without the lock: the rule for the type is anybody's code.
        return table.Find(hash, operation, inputs) ?? table.FindOrAdd(hash, OperationNode.New(operation, inputs));
    }

    private sealed class Table
    {
        private readonly Lock _lock = new();
        private (int Hash, WeakGCHandle<OperationNode> Node)[] _slots = new (int, WeakGCHandle<OperationNode>)[16];
        private int _used;

        public OperationNode? Find(int hash, Operation operation, ReadOnlySpan<Node> inputs)
        {
            lock (_lock) return Look(hash, operation, inputs);
        }

        public OperationNode FindOrAdd(int hash, OperationNode node)
        {
            lock (_lock)
            {
                if (Look(hash, node.Operation, node.InputSpan) is { } found) return found;
                if (2 * (_used + 1) > _slots.Length) Grow();
                Insert(hash, new WeakGCHandle<OperationNode>(node));
                return node;
            }
        }

        private OperationNode? Look(int hash, Operation operation, ReadOnlySpan<Node> inputs)
        {
            var slots = _slots;
            for (int i = hash & (slots.Length - 1); slots[i].Node.IsAllocated; i = (i + 1) & (slots.Length - 1))
            {
                if (slots[i].Hash == hash && slots[i].Node.TryGetTarget(out OperationNode? found) && IsSame(found, operation, inputs)) return found;
            }

            return null;
        }

        private static bool IsSame(OperationNode node, Operation operation, ReadOnlySpan<Node> inputs)
        {
            ReadOnlySpan<Node> own = node.InputSpan;
            if (own.Length != inputs.Length || !node.Operation.Equals(operation)) return false;
            for (int i = 0; i < inputs.Length; i++)
            {
                if (!own[i].IsSame(inputs[i])) return false;
            }

            return true;
        }

        private void Grow()
        {
            var old = _slots;
            int alive = 0;
            foreach (ref var slot in old.AsSpan())
            {
                if (!slot.Node.IsAllocated) continue;
                if (slot.Node.TryGetTarget(out _)) alive++;
                else slot.Node.Dispose();
            }

            // Twice the size only if the living need it: a table whose nodes come and go stays small.
            _slots = new (int, WeakGCHandle<OperationNode>)[4 * (alive + 1) > old.Length ? 2 * old.Length : old.Length];
            _used = 0;
            foreach (var slot in old)
            {
                if (slot.Node.IsAllocated) Insert(slot.Hash, slot.Node);
            }
        }

        private void Insert(int hash, WeakGCHandle<OperationNode> node)
        {
            int i = hash & (_slots.Length - 1);
            while (_slots[i].Node.IsAllocated) i = (i + 1) & (_slots.Length - 1);
            _slots[i] = (hash, node);
            _used++;
        }
    }
}
