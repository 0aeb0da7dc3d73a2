using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Explanations.Auditing;

/// <summary>
/// The values of nodes without placeholders, each computed once: what a hypothesis shares with the right gradient is not computed again.
/// A scope forgets what was added since.
/// </summary>
internal sealed class Numbers
{
    private readonly Dictionary<Node, Tensor> _values = new(ReferenceEqualityComparer.Instance);
    private List<Node>? _added;

    /// <summary>How many numbers were computed, as a measure of work that does not depend on the machine.</summary>
    public long Work { get; private set; }

    /// <summary>The value of a node.</summary>
    public Tensor this[Node node]
    {
        get
        {
            if (_values.TryGetValue(node, out Tensor? known)) return known;
            var open = new Stack<(Node Node, int Next)>();
            open.Push((node, 0));
            while (open.Count > 0)
            {
                (Node top, int next) = open.Pop();
                if (_values.ContainsKey(top)) continue;
                if (next < top.Inputs.Count)
                {
                    open.Push((top, next + 1));
                    if (!_values.ContainsKey(top.Inputs[next])) open.Push((top.Inputs[next], 0));
                    continue;
                }

                _values[top] = Compute(top);
                _added?.Add(top);
            }

            return _values[node];
        }
    }

    /// <summary>The value as float64, row by row.</summary>
    public double[] Of(Node node) => this[node].ToArray<double>();

    /// <summary>Does something and forgets the values that it added.</summary>
    public T Within<T>(Func<T> work)
    {
        if (_added is not null) return work();
        _added = [];
        try
        {
            return work();
        }
        finally
        {
            foreach (Node node in _added) _values.Remove(node);
            _added = null;
        }
    }

    private Tensor Compute(Node node)
    {
        switch (node)
        {
            case Variable variable: return variable.Value;
            case Constant constant: return constant.Value;
            case OperationNode operation:
                var output = new Tensor(node.DType, node.Shape);
                operation.Operation.Compute([.. operation.Inputs.Select(input => _values[input])], output);
                Work += 50 + (long)output.Size * (operation.Operation is Operations.MatMul ? operation.Inputs[0].Shape[-1] : 1);
                return output;
            default: throw new InvalidOperationException($"{node} has no value of its own.");
        }
    }
}
