using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>
/// Convolutions and poolings as single kernels. In the graph they are windows of an image and a product or a largest element of them, and windows added back into an image on the way back;
/// a kernel that does both never has the windows in memory together. Where windows are read by such kernels alone, each of these lays them out for itself, in the cache; otherwise everything stays as it is.
/// Each unit computes one value from what its nodes depended on before, so the order of the others is not touched.
/// </summary>
internal sealed class WindowUnits
{
    /// <summary>The positions of windows that are read where they are.</summary>
    private const int MostPositions = 1024;

    private readonly Dictionary<Node, List<OperationNode>> _readers = new(NodeComparer.Instance);
    private readonly HashSet<Node> _results;
    private readonly NodeSet _needed;
    private readonly HashSet<Node> _combined = new(NodeComparer.Instance);
    private readonly List<Unit> _units = [];

    private WindowUnits(IReadOnlyList<Node> order, IEnumerable<Node> results, NodeSet needed)
    {
        _needed = needed;
        _results = new HashSet<Node>(results.Select(Schedule.Root), NodeComparer.Instance);
        foreach (OperationNode node in order.OfType<OperationNode>())
        {
            if (node.Operation.View(node) is not null) continue;
            foreach (Node root in node.Inputs.Select(Schedule.Root).Where(root => root is OperationNode).Distinct(NodeComparer.Instance))
            {
                if (!_readers.TryGetValue(root, out List<OperationNode>? readers)) _readers[root] = readers = [];
                readers.Add(node);
            }
        }
    }

    /// <summary>The units.</summary>
    public IReadOnlyList<Unit> Units => _units;

    /// <summary>Whether a node is part of a unit.</summary>
    public bool Contains(OperationNode node) => _combined.Contains(node);

    /// <summary>Finds the units.</summary>
    /// <param name="order">All nodes, inputs first.</param>
    /// <param name="results">Values that are asked for, which are computed by themselves.</param>
    /// <param name="needed">How many nodes, the first ones, must be computed before the guards are looked at.</param>
    public static WindowUnits Find(IReadOnlyList<Node> order, IEnumerable<Node> results, int needed)
    {
        var found = new WindowUnits([], [], new NodeSet());
        if (!order.Any(node => node is OperationNode { Operation: Windows or Fold })) return found;
        found = new WindowUnits(order, results, new NodeSet(order.Take(needed)));
        foreach (OperationNode node in order.OfType<OperationNode>())
        {
            if (node.Shape.Size == 0) continue;
            if (node.Operation is Windows && found.OnlyReaders(node) is { } readers) found.AddWindows(node, readers);
            else if (node.Operation is Fold && !found.Contains(node)) found.AddFold(node);
        }

        return found;
    }

    /// <summary>What reads a value, if nobody asks for the value itself.</summary>
    private List<OperationNode>? OnlyReaders(Node node) => _results.Contains(node) ? null : _readers.GetValueOrDefault(node);

    private OperationNode? OnlyReader(Node node) => OnlyReaders(node) is [var reader] ? reader : null;

    private void AddWindows(OperationNode windows, List<OperationNode> readers)
    {
        Unit?[] units = [.. readers.Select(reader => Product(windows, reader) ?? Pooling(windows, reader) ?? PoolingGradient(windows, reader))];
        if (!units.Contains(null)) _units.AddRange(units.Select(Claimed!));
    }

    private Unit Claimed(Unit unit)
    {
        _combined.UnionWith(unit.Nodes);
        return unit;
    }

    private Unit Combine(Func<Memory, Kernel> bind, params OperationNode[] nodes) => new(nodes, !_needed.Contains(nodes[^1]), bind);

    /// <summary>A convolution, or the gradient of its kernel.</summary>
    private Unit? Product(OperationNode windows, OperationNode reader)
    {
        if (reader.Operation is not MatMul { TransposeB: false } product || !IsRows(reader.Inputs[0], windows) || reader.Inputs[1].Shape.Rank != 2 || Schedule.Root(reader.Inputs[1]) == windows) return null;
        (Node image, Node other) = (windows.Inputs[0], reader.Inputs[1]);
        var operation = (Windows)windows.Operation;
        IReadOnlyList<WindowAxis> axes = operation.Axes.Values;
        bool isSingle = image.DType == DType.Float32;
        if (!product.TransposeA) return Convolution(windows, reader);
        return Combine(
            memory => isSingle
                ? new WindowGradient<float>(memory[image], axes, operation.Padding, memory[other], memory[reader])
                : new WindowGradient<double>(memory[image], axes, operation.Padding, memory[other], memory[reader]),
            windows,
            reader);
    }

    /// <summary>A convolution with what follows it at once: a bias, and a relu.</summary>
    private Unit Convolution(OperationNode windows, OperationNode product)
    {
        (Node image, Node kernel) = (windows.Inputs[0], product.Inputs[1]);
        var operation = (Windows)windows.Operation;
        var nodes = new List<OperationNode> { windows, product };
        Node? bias = null;
        if (OnlyReader(product) is { Operation: Add } add && Schedule.Root(add.Inputs[0]) == product && add.Inputs[1].Shape == [product.Shape[1]] && add.Shape == add.Inputs[0].Shape && add.Shape[-1] == product.Shape[1])
        {
            bias = add.Inputs[1];
            nodes.Add(add);
            if (OnlyReader(add) is { Operation: Relu } relu && relu.Inputs[0] == add) nodes.Add(relu);
        }

        OperationNode result = nodes[^1];
        return Combine(
            memory =>
            {
                ProductAddend? addend = bias is null ? null : new ProductAddend(memory[bias], result.Operation is Relu);
                return image.DType == DType.Float32
                    ? new WindowProduct<float>(memory[image], operation.Axes.Values, operation.Padding, memory[kernel], memory[result], addend)
                    : new WindowProduct<double>(memory[image], operation.Axes.Values, operation.Padding, memory[kernel], memory[result], addend);
            },
            [.. nodes]);
    }

    /// <summary>Whether a matrix has a window in each row.</summary>
    private static bool IsRows(Node matrix, OperationNode windows) =>
        Schedule.Root(matrix) == windows && matrix.Shape.Rank == 2 && matrix.Shape[0] == windows.Shape[..^2].Size && matrix.Shape[1] == (long)windows.Shape[-2] * windows.Shape[-1];

    private Unit? Pooling(OperationNode windows, OperationNode reader)
    {
        if (reader.Operation is not FirstMax { Count: 1 } max || !ReadsPositions(reader, max, windows)) return null;
        Node image = windows.Inputs[0];
        var operation = (Windows)windows.Operation;
        return Combine(
            memory => image.DType == DType.Float32
                ? new MaxPooling<float>(memory[image], operation.Axes.Values, operation.Padding, memory[reader])
                : new MaxPooling<double>(memory[image], operation.Axes.Values, operation.Padding, memory[reader]),
            windows,
            reader);
    }

    /// <summary>Where the largest is, and from there back into the image.</summary>
    private Unit? PoolingGradient(OperationNode windows, OperationNode reader)
    {
        if (reader.Operation is not ArgMax { Count: 1 } argMax || !ReadsPositions(reader, argMax, windows)) return null;
        var operation = (Windows)windows.Operation;
        if (OnlyReader(reader) is not { Operation: Place place } placed || placed.Inputs[1] != reader || placed.Inputs[0].Shape != placed.Inputs[1].Shape || place.Axis != argMax.First || place.Length != operation.Axes.Positions) return null;
        if (OnlyReader(placed) is not { Operation: Fold fold } folded || folded.Inputs[0] != placed || !fold.Axes.Equals(operation.Axes)) return null;
        (Node image, Node upstream) = (windows.Inputs[0], placed.Inputs[0]);
        var nodes = new List<OperationNode> { windows, reader, placed, folded };
        if (ReluGradient(folded, image) is { } relu && !new WindowGeometry(image.Shape, operation.Axes.Values).Overlaps) nodes.AddRange(relu);
        (OperationNode result, bool wherePositive) = (nodes[^1], nodes.Count > 4);
        return Combine(
            memory => image.DType == DType.Float32
                ? new MaxPoolingGradient<float>(memory[image], operation.Axes.Values, operation.Padding, memory[upstream], memory[result], wherePositive)
                : new MaxPoolingGradient<double>(memory[image], operation.Axes.Values, operation.Padding, memory[upstream], memory[result], wherePositive),
            [.. nodes]);
    }

    /// <summary>The way back through a relu that gave the image: the gradient where the image is above 0, otherwise 0.</summary>
    private OperationNode[]? ReluGradient(OperationNode gradient, Node image) =>
        OnlyReader(gradient) is { Operation: Where } where && where.Inputs[1] == gradient && IsZero(where.Inputs[2]) && where.Shape == gradient.Shape
        && where.Inputs[0] is OperationNode { Operation: Greater } greater && greater.Inputs[0] == image && IsZero(greater.Inputs[1]) && greater.Shape == image.Shape && OnlyReader(greater) == where
            ? [greater, where]
            : null;

    private static bool IsZero(Node node) => node is Constant { Value: { Size: 1 } value } && value.At(0) == 0 && !double.IsNegative(value.At(0));

    private static bool ReadsPositions(OperationNode reader, Reduction reduction, OperationNode windows) =>
        reader.Inputs[0] == windows && reduction.First == windows.Shape.Rank - 2 && !reduction.KeepDims && windows.Shape[-2] <= MostPositions;

    /// <summary>The way back through a convolution to its input, or a transposed convolution.</summary>
    private void AddFold(OperationNode folded)
    {
        if (Schedule.Root(folded.Inputs[0]) is not OperationNode { Operation: MatMul { TransposeA: false } product } multiplied || OnlyReader(multiplied) is null || multiplied.Inputs.Any(input => input.Shape.Rank != 2)) return;
        Shape windows = folded.Inputs[0].Shape;
        if (multiplied.Shape[0] != windows[..^2].Size || multiplied.Shape[1] != (long)windows[-2] * windows[-1]) return;
        (Node x, Node kernel) = (multiplied.Inputs[0], multiplied.Inputs[1]);
        if (x.Shape.Size == 0 || kernel.Shape.Size == 0) return;
        IReadOnlyList<WindowAxis> axes = ((Fold)folded.Operation).Axes.Values;
        _units.Add(Claimed(Combine(
            memory => folded.DType == DType.Float32
                ? new ProductFold<float>(memory[x], memory[kernel], product.TransposeB, axes, memory[folded])
                : new ProductFold<double>(memory[x], memory[kernel], product.TransposeB, axes, memory[folded]),
            multiplied,
            folded)));
    }
}
