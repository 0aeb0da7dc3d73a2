using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>
/// The levels by which <see cref="Fusion"/> groups nodes. Nodes are numbered by their place in the order, so that everything but the finding of inputs is arrays: a plan of
/// two hundred thousand nodes is mostly waiting for memory otherwise.
/// </summary>
internal sealed class FusionLevels
{
    /// <summary>How far back it is looked whether a node can move to a later program together with what it is computed from.</summary>
    private const int DeepestMove = 4;

    private readonly IReadOnlyList<Node> _order;
    private readonly int[] _level;
    private readonly bool[] _isElementwise;
    private readonly DType[] _type;

    // Where the inputs, and the readers, of each node begin among those of all.
    private readonly int[] _firstInput, _firstReader;
    private readonly int[] _inputs, _readers;

    /// <param name="order">All nodes, inputs first.</param>
    public FusionLevels(IReadOnlyList<Node> order)
    {
        _order = order;
        _level = new int[order.Count];
        _isElementwise = new bool[order.Count];
        _type = new DType[order.Count];
        _firstInput = new int[order.Count + 1];
        _firstReader = new int[order.Count + 1];
        var index = new NodeMap<int>();
        var inputs = new List<int>(2 * order.Count);
        for (int i = 0; i < order.Count; i++)
        {
            index[order[i]] = i;
            if (order[i] is OperationNode node) _level[i] = Level(node, i, index, inputs);
            _firstInput[i + 1] = inputs.Count;
        }

        _inputs = [.. inputs];
        _readers = TurnInputs();
        MoveToReaders();
    }

    /// <summary>The level of the node at a place in the order.</summary>
    public int this[int node] => _level[node];

    /// <summary>Whether the node is computed by an elementwise program.</summary>
    public bool IsElementwise(int node) => _isElementwise[node];

    /// <summary>The number type that an elementwise node computes in.</summary>
    public DType Type(int node) => _type[node];

    /// <summary>The places of a node's inputs in the order.</summary>
    public ReadOnlySpan<int> Inputs(int node) => _inputs.AsSpan(_firstInput[node].._firstInput[node + 1]);

    /// <summary>The places of the nodes that read a node, views among them; one that reads it twice is named twice.</summary>
    public ReadOnlySpan<int> Readers(int node) => _readers.AsSpan(_firstReader[node].._firstReader[node + 1]);

    /// <summary>One more than that of the inputs, except where the node can run in one program with an input; notes the places of the inputs.</summary>
    private int Level(OperationNode node, int i, NodeMap<int> index, List<int> inputs)
    {
        _isElementwise[i] = !node.IsView && Fusion.IsElementwise(node);
        if (_isElementwise[i]) _type[i] = Fusion.ComputeType(node);
        int level = 0;
        foreach (Node input in node.InputSpan)
        {
            int j = index[input];
            inputs.Add(j);
            bool stays = node.IsView || input is not OperationNode || CanShare(i, j);
            level = Math.Max(level, _level[j] + (stays ? 0 : 1));
        }

        return level;
    }

    /// <summary>A node all of whose readers are in one later program moves there, if no more has to be kept for it than the node itself: then it is never stored.</summary>
    private void MoveToReaders()
    {
        for (int i = _order.Count - 1; i >= 0; i--)
        {
            ReadOnlySpan<int> readers = Readers(i);
            if (!_isElementwise[i] || readers.Length == 0) continue;
            bool together = true;
            foreach (int reader in readers) together &= _level[reader] == _level[readers[0]] && CanShare(reader, i);
            if (together && KeptInstead(i, DeepestMove) <= 1) _level[i] = _level[readers[0]];
        }
    }

    /// <summary>
    /// How many values of the node's shape would be stored for it if it were computed later: not those that are stored anyway because something later reads them, and for
    /// those that nothing else reads, what they are computed from.
    /// </summary>
    private int KeptInstead(int node, int depth)
    {
        int kept = 0;
        foreach (int input in Inputs(node))
        {
            if (_order[input] is not OperationNode || _order[input].Shape != _order[node].Shape) continue;
            ReadOnlySpan<int> readers = Readers(input);
            bool isReadLater = false;
            foreach (int reader in readers) isReadLater |= _level[reader] > _level[input];
            if (!isReadLater) kept += depth > 0 && readers.Length == 1 && CanShare(node, input) ? KeptInstead(input, depth - 1) : 1;
            if (kept > 1) break;
        }

        return kept;
    }

    /// <summary>The inputs of all nodes, turned round: the readers of a node lie side by side, in their order.</summary>
    private int[] TurnInputs()
    {
        var readers = new int[_inputs.Length];
        foreach (int input in _inputs) _firstReader[input + 1]++;
        for (int i = 0; i < _order.Count; i++) _firstReader[i + 1] += _firstReader[i];
        int[] next = [.. _firstReader];
        for (int i = 0; i < _order.Count; i++)
        {
            foreach (int input in Inputs(i)) readers[next[input]++] = i;
        }

        return readers;
    }

    private bool CanShare(int node, int input) => _isElementwise[node] && _isElementwise[input] && _type[node] == _type[input] && _order[node].Shape == _order[input].Shape;
}
