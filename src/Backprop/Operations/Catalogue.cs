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
        new Reshape([]),
    ];
}
