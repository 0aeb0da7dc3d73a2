using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

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
        new Absolute(),
        new Acos(),
        new Acosh(),
        new Add(),
        new Asin(),
        new Asinh(),
        new Atan(),
        new Atanh(),
        new Cast(DType.Float64),
        new Ceiling(),
        new Clip(),
        new Cos(),
        new Cosh(),
        new Divide(),
        new Equal(),
        new Erf(),
        new Exp(),
        new Expm1(),
        new Floor(),
        new Greater(),
        new GreaterEqual(),
        new IsFinite(),
        new Less(),
        new LessEqual(),
        new Log(),
        new Log1p(),
        new LogicalAnd(),
        new LogicalNot(),
        new LogicalOr(),
        new Maximum(),
        new Minimum(),
        new Multiply(),
        new Negate(),
        new NotEqual(),
        new Power(),
        new Reciprocal(),
        new ReciprocalSqrt(),
        new Relu(),
        new Round(),
        new Sigmoid(),
        new Sign(),
        new Sin(),
        new Sinh(),
        new Softplus(),
        new Sqrt(),
        new Square(),
        new StopGradient(),
        new Subtract(),
        new Tan(),
        new Tanh(),
        new Where(),

        // Reductions
        new ArgMax(0),
        new ArgMin(0),
        new Max(0),
        new Min(0),
        new Product(0),
        new ProductOfOthers(0),
        new Sum(0),

        // Linear algebra
        new MatMul(),

        // Shapes
        new BroadcastTo([]),
        new Concatenate(0),
        new CumulativeSum(0),
        new Gather(0),
        new OneHot(1),
        new Pad([], [], []),
        new Pick(),
        new Place(0, 1),
        new Reshape([]),
        new ScatterAdd(0, 0),
        new Slice([], [], []),
        new Transpose(),

        // Convolution
        new FirstMax(0),
        new Fold([new WindowAxis(0, 0, 1)]),
        new Windows([new WindowAxis(0, 0, 1)]),

        // Softmax
        new LogSoftmax(0),
        new Softmax(0),

        // Random numbers
        new RandomNormal(default, []),
        new RandomUniform(default, []),
        new TruncatedNormal(default, []),
    ];
}
