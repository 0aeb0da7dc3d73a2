using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>
/// Where every value of a plan lies: variables and constants where they are, placeholders wherever they are fed,
/// updates in their variable's memory, and everything else in one arena, where values that never live together share bytes.
/// </summary>
internal sealed class Memory
{
    private readonly Dictionary<Node, Tensor> _tensors = new(NodeComparer.Instance);
    private readonly Dictionary<Node, List<Node>> _views = new(NodeComparer.Instance);
    private readonly Layout _layout;
    private readonly Storage _storage;

    public Memory(Layout layout, Schedule schedule, InPlaceUpdates inPlace)
    {
        _layout = layout;
        _storage = new Storage(layout.Bytes);
        foreach (OperationNode node in schedule.Order.Skip(schedule.FirstUpdate).SelectMany(unit => unit.Nodes))
        {
            if (inPlace.Target(node) is { } variable) _tensors[node] = variable.Value;
        }
    }

    /// <summary>The placeholders that kernels read.</summary>
    public Dictionary<Placeholder, FedPlaceholder> Fed { get; } = new(NodeComparer.Instance);

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
    public bool IsStored(Node node) => _layout.IsStored(node);

    /// <summary>From here on, the values that the unit at a position of the schedule computes lie where it writes them: elsewhere than before, if it runs again.</summary>
    public void Begin(int position)
    {
        foreach ((Node node, long offset) in _layout.Begun(position))
        {
            if (_views.Remove(node, out List<Node>? views)) views.ForEach(view => _tensors.Remove(view));
            _tensors[node] = new Tensor(node.DType, node.Shape, _storage, offset);
        }
    }

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
        if (!_views.TryGetValue(root, out List<Node>? views)) _views[root] = views = [];
        views.Add(node);
        return new Tensor(node.DType, node.Shape, whole.Storage, whole.ByteOffset + offset * node.DType.Bytes);
    }

    private Tensor FedView(Placeholder placeholder, Node node, long offset)
    {
        if (!Fed.TryGetValue(placeholder, out FedPlaceholder? fed)) Fed[placeholder] = fed = new FedPlaceholder(placeholder);
        var view = new Tensor(node.DType, node.Shape);
        fed.Views.Add((view, offset));
        return view;
    }
}
