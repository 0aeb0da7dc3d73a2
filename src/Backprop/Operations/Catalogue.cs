using Backprop.Graphs;

namespace Backprop.Operations;

/// <summary>
/// One prototype of every operation. Tests, documentation and explanations iterate over it; a test finds by reflection that none is missing.
/// </summary>
public static class Catalogue
{
    /// <summary>The operations, by kind.</summary>
    public static IReadOnlyList<Operation> All { get; } =
    [
        // Elementwise
        new Add(),
        new Cast(Tensors.DType.Float64),
        new Divide(),
        new Exp(),
        new Multiply(),
        new Negate(),
        new Sqrt(),
        new Square(),
        new Subtract(),

        // Reductions
        new Sum(0),

        // Linear algebra
        new MatMul(),

        // Shapes
        new BroadcastTo([]),
        new Concatenate(0),
        new Gather(0),
        new OneHot(1),
        new Pad([], [], []),
        new Pick(),
        new Reshape([]),
        new ScatterAdd(0, 0),
        new Slice([], [], []),
        new Transpose(),

        // Softmax
        new LogSoftmax(0),
        new Softmax(0),
    ];
}
