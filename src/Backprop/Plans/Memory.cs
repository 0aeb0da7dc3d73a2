using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>
/// Where every value of a plan lies: variables and constants where they are, placeholders wherever they are fed,
/// updates in their variable's memory, and everything else in one arena, where values that never live together share bytes.
/// </summary>
internal sealed class Memory : ISmallMemory
{
    /// <summary>Lines for small calls that are made ready together.</summary>
    private const int LinesAtOnce = 64;

    private readonly NodeMap<Tensor> _tensors = new();
    private readonly NodeMap<List<Node>> _views = new();
    private readonly Layout _layout;
    private readonly Storage _storage;
    private readonly HashSet<Tensor> _alone = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Tensor> _movable = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Tensor> _constant = new(ReferenceEqualityComparer.Instance);
    private Storage? _lines;
    private long _lineOffset;

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
                Constant constant => Fixed(constant.Value),
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
        foreach (Placement.Block block in _layout.Begun(position))
        {
            long offset = block.Offset;
            foreach (Node node in block.Nodes)
            {
                if (_views.Remove(node, out List<Node>? views)) views.ForEach(view => _tensors.Remove(view, out _));
                var tensor = new Tensor(node.DType, node.Shape, _storage, offset);
                _tensors[node] = tensor;
                if (SmallCallBuilder.Fits(node.DType, tensor.Size) && !_layout.IsSideBySide(node)) _alone.Add(tensor);
                offset += node.Type.Bytes;
            }

            if (block.Whole is { } whole) _tensors[whole] = new Tensor(whole.DType, whole.Shape, _storage, block.Offset);
        }
    }

    /// <inheritdoc/>
    public bool IsMovable(Tensor tensor) => _movable.Contains(tensor);

    /// <inheritdoc/>
    public bool IsConstant(Tensor tensor) => _constant.Contains(tensor);

    /// <inheritdoc/>
    public bool HasLine(Tensor tensor) => _alone.Contains(tensor);

    /// <inheritdoc/>
    public unsafe byte* Line(out object owner)
    {
        if (_lines is null || _lineOffset == _lines.Bytes) (_lines, _lineOffset) = (new Storage(LinesAtOnce * SmallCall.Line), 0);
        owner = _lines;
        byte* line = _lines.Pointer + _lineOffset;
        _lineOffset += SmallCall.Line;
        return line;
    }

    private Tensor Fixed(Tensor value)
    {
        if (value.Size == 1) _constant.Add(value);
        return value;
    }

    private Tensor View(Node node)
    {
        long offset = 0;
        Node root = node;
        while (root is OperationNode { IsView: true } operation)
        {
            (int Input, long Offset) view = operation.Operation.View(operation)!.Value;
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
        var view = new Tensor(node.DType, node.Shape, fed.Unfed, offset * node.DType.Bytes);
        fed.Views.Add((view, offset));
        _movable.Add(view);
        return view;
    }
}
