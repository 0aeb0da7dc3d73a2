using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>
/// Matrix products with what is added to them at once, a bias or a matrix of their size, and a relu behind it (<see cref="ProductEpilogue{T}"/>): the sum of a dense layer, of a step of a recurrent one, of a residual connection.
/// Only where the addend is on a lower level than the sum: then nothing that depends on the sum runs in one program with what the sum depends on.
/// </summary>
internal sealed class ProductUnits
{
    private readonly IReadOnlyList<Node> _order;
    private readonly FusionLevels _levels;
    private readonly WindowUnits _windows;
    private readonly NodeSet _results = new(), _members = new();
    private readonly List<Unit> _units = [];

    /// <param name="order">All nodes, inputs first.</param>
    /// <param name="levels">Their levels.</param>
    /// <param name="windows">The units that kernels combine already.</param>
    /// <param name="results">Values that are asked for, which are computed by themselves.</param>
    /// <param name="needed">How many nodes, the first ones, must be computed before the guards are looked at.</param>
    public ProductUnits(IReadOnlyList<Node> order, FusionLevels levels, WindowUnits windows, IEnumerable<Node> results, int needed)
    {
        (_order, _levels, _windows) = (order, levels, windows);
        foreach (Node result in results) _results.Add(Schedule.Root(result));
        for (int i = 0; i < order.Count; i++)
        {
            if (order[i] is OperationNode { Operation: MatMul } product && !windows.Contains(product)) Add(i, product, needed);
        }
    }

    /// <summary>The units.</summary>
    public IReadOnlyList<Unit> Units => _units;

    /// <summary>Whether a node is part of a unit.</summary>
    public bool Contains(OperationNode node) => _members.Contains(node);

    private void Add(int at, OperationNode product, int needed)
    {
        var operation = (MatMul)product.Operation;
        (int m, int n, int k) = (product.Shape[-2], product.Shape[-1], product.Inputs[0].Shape[operation.TransposeA ? -2 : -1]);
        bool isTiled = product.DType == DType.Float32 ? MatrixProduct.IsTiled<float>(m, n, k, operation.TransposeA, operation.TransposeB) : MatrixProduct.IsTiled<double>(m, n, k, operation.TransposeA, operation.TransposeB);
        if (!isTiled || SmallCallBuilder.Fits(product.DType, product.Shape.Size)) return;
        if (OnlyReader(at) is not { } sumAt || _order[sumAt] is not OperationNode { Operation: Operations.Add } sum || sum.Shape.Size != product.Shape.Size || Contains(sum) || _windows.Contains(sum)) return;
        int other = Schedule.Root(sum.Inputs[0]) == product ? 1 : 0;
        Node addend = sum.Inputs[other];
        if (!(addend.Shape == sum.Shape || RepeatsInRows(addend.Shape, sum.Shape, n)) || _levels[_levels.Inputs(sumAt)[other]] >= _levels[sumAt]) return;
        List<OperationNode> nodes = [product, sum];
        int last = sumAt;
        if (OnlyReader(sumAt) is { } reluAt && _order[reluAt] is OperationNode { Operation: Relu } relu)
        {
            nodes.Add(relu);
            last = reluAt;
        }

        foreach (OperationNode node in nodes) _members.Add(node);
        OperationNode result = nodes[^1];
        _units.Add(new Unit(nodes, last >= needed, memory => operation.Bind(memory[product.Inputs[0]], memory[product.Inputs[1]], memory[result].Reshape(product.Shape), new ProductAddend(memory[addend], result.Operation is Relu))));
    }

    /// <summary>The one node that reads a value, or all of it under another shape, if nobody asks for the value itself.</summary>
    private int? OnlyReader(int node)
    {
        if (_results.Contains(_order[node])) return null;
        Shape shape = _order[node].Shape;
        while (_levels.Readers(node) is [var reader])
        {
            if (_order[reader] is not OperationNode { IsView: true }) return reader;
            if (_order[reader].Shape.Size != shape.Size) return null;
            node = reader;
        }

        return null;
    }

    /// <summary>Whether numbers of a shape repeat along the last axes of another in runs of a length.</summary>
    private static bool RepeatsInRows(Shape addend, Shape sum, int length)
    {
        if (addend.Size != length) return false;
        int axes = 0;
        for (long run = 1; run < length; axes++) run *= sum[-1 - axes];
        for (int i = 1; i <= axes; i++)
        {
            if (i > addend.Rank || addend[-i] != sum[-i]) return false;
        }

        return true;
    }
}
