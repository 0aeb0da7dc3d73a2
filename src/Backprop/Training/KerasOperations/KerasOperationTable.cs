using Backprop.Activations;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Training;

/// <summary>What the operations of <c>keras.ops</c> are here. To add one, add a line: Keras' class name (in keras/src/ops) and the expression.</summary>
internal static class KerasOperationTable
{
    private static readonly Dictionary<string, Func<OperationCall, IReadOnlyList<Node>>> s_table = new()
    {
        ["Add"] = call => [Pair(call, (x, y) => x + y)],
        ["Subtract"] = call => [Pair(call, (x, y) => x - y)],
        ["Multiply"] = call => [Pair(call, (x, y) => x * y)],
        ["Divide"] = call => [RealPair(call, (x, y) => x / y)],
        ["TrueDivide"] = call => [RealPair(call, (x, y) => x / y)],
        ["DivideNoNan"] = call => [RealPair(call, (x, y) => Where(Equal(y, 0), Like(x, 0), x / Where(Equal(y, 0), Like(y, 1), y)))],
        ["FloorDivide"] = call => [Cast(RealPair(call, (x, y) => Floor(x / y)), call.Pair.X.DType)],
        ["Mod"] = call => [Cast(RealPair(call, (x, y) => x - y * Floor(x / y)), call.Pair.X.DType)],
        ["Power"] = call => [Pair(call, (x, y) => y is Constant { Value.Size: 1 } exponent ? Power(x, exponent.Value.At(0)) : Power(x, y))],
        ["Maximum"] = call => [Pair(call, Maximum)],
        ["Minimum"] = call => [Pair(call, Minimum)],
        ["Logaddexp"] = call => [RealPair(call, (x, y) => Maximum(x, y) + Log1p(Exp(-Abs(x - y))))],
        ["Hypot"] = call => [RealPair(call, (x, y) => Sqrt(Square(x) + Square(y)))],
        ["Negative"] = call => [-call.X],
        ["Abs"] = call => [Abs(call.X)],
        ["Absolute"] = call => [Abs(call.X)],
        ["Square"] = call => [Square(call.X)],
        ["Sqrt"] = call => [Sqrt(call.RealX)],
        ["Rsqrt"] = call => [ReciprocalSqrt(call.RealX)],
        ["Reciprocal"] = call => [Reciprocal(call.RealX)],
        ["Exp"] = call => [Exp(call.RealX)],
        ["Expm1"] = call => [Expm1(call.RealX)],
        ["Log"] = call => [Log(call.RealX)],
        ["Log1p"] = call => [Log1p(call.RealX)],
        ["Exp2"] = call => [Exp(call.RealX * Math.Log(2))],
        ["Log2"] = call => [Log(call.RealX) / Math.Log(2)],
        ["Log10"] = call => [Log(call.RealX) / Math.Log(10)],
        ["Sin"] = call => [Sin(call.RealX)],
        ["Cos"] = call => [Cos(call.RealX)],
        ["Tan"] = call => [Tan(call.RealX)],
        ["Sinh"] = call => [Sinh(call.RealX)],
        ["Cosh"] = call => [Cosh(call.RealX)],
        ["Tanh"] = call => [Tanh(call.RealX)],
        ["Arcsin"] = call => [Asin(call.RealX)],
        ["Arccos"] = call => [Acos(call.RealX)],
        ["Arctan"] = call => [Atan(call.RealX)],
        ["Arcsinh"] = call => [Asinh(call.RealX)],
        ["Arccosh"] = call => [Acosh(call.RealX)],
        ["Arctanh"] = call => [Atanh(call.RealX)],
        ["Erf"] = call => [Erf(call.RealX)],
        ["Sign"] = call => [Sign(call.X)],
        ["Floor"] = call => [Floor(call.X)],
        ["Ceil"] = call => [Ceiling(call.X)],
        ["Trunc"] = call => [Sign(call.X) * Floor(Abs(call.X))],
        ["Round"] = call => [call.Options.Int("decimals", 0) is not 0 and var decimals ? Round(call.X * Math.Pow(10, decimals)) / Math.Pow(10, decimals) : Round(call.X)],
        ["Clip"] = call => [Clip(call.X, call.Options.Double("x_min"), call.Options.Double("x_max"))],
        ["StopGradient"] = call => [StopGradient(call.X)],
        ["Copy"] = call => [call.X],
        ["ConvertToTensor"] = call => [call.Options.Has("dtype") ? Cast(call.X, Layers.Layer.ReadDType(call.Options, "dtype")) : call.X],
        ["NanToNum"] = call => [Where(IsFinite(call.X), call.X, Where(Greater(call.X, 0), Like(call.X, call.Options.Double("posinf", Largest(call.X))), Where(Less(call.X, 0), Like(call.X, call.Options.Double("neginf", -Largest(call.X))), Like(call.X, call.Options.Double("nan", 0)))))],
        ["Cast"] = call => [Cast(call.X, Layers.Layer.ReadDType(call.Options, "dtype"))],

        ["Equal"] = call => [Pair(call, Equal)],
        ["NotEqual"] = call => [Pair(call, NotEqual)],
        ["Greater"] = call => [Pair(call, Greater)],
        ["GreaterEqual"] = call => [Pair(call, GreaterEqual)],
        ["Less"] = call => [Pair(call, Less)],
        ["LessEqual"] = call => [Pair(call, LessEqual)],
        ["LogicalAnd"] = call => [LogicalAnd(Truth(call.X), Truth(call.Y))],
        ["LogicalOr"] = call => [LogicalOr(Truth(call.X), Truth(call.Y))],
        ["LogicalXor"] = call => [NotEqual(Cast(Truth(call.X), DType.Int32), Cast(Truth(call.Y), DType.Int32))],
        ["LogicalNot"] = call => [LogicalNot(Truth(call.X))],
        ["Isfinite"] = call => [IsFinite(call.X)],
        ["Isinf"] = call => [Equal(Abs(call.X), double.PositiveInfinity)],
        ["Isnan"] = call => [LogicalNot(LogicalOr(IsFinite(call.X), Equal(Abs(call.X), double.PositiveInfinity)))],
        ["Where"] = call => [OperationCall.Promoted([call.Value(1, "x1"), call.Value(2, "x2")]) is [var yes, var no] ? Where(Truth(call.Value(0, "condition")), yes, no) : throw new InvalidOperationException()],

        ["Sum"] = call => [Sum(call.NumberX, call.Axes, call.KeepDims)],
        ["Mean"] = call => [Mean(call.RealX, call.Axes, call.KeepDims)],
        ["Max"] = call => [Max(call.X, call.Axes, call.KeepDims)],
        ["Amax"] = call => [Max(call.X, call.Axes, call.KeepDims)],
        ["Min"] = call => [Min(call.X, call.Axes, call.KeepDims)],
        ["Amin"] = call => [Min(call.X, call.Axes, call.KeepDims)],
        ["Prod"] = call => [Product(call.NumberX, call.Axes, call.KeepDims)],
        ["Var"] = call => [Variance(call.RealX, call.Axes, call.KeepDims)],
        ["Std"] = call => [StandardDeviation(call.RealX, call.Axes, call.KeepDims)],
        ["Logsumexp"] = call => [LogSumExp(call.RealX, call.Axes, call.KeepDims)],
        ["Argmax"] = call => [ArgMax(call.X, call.Options.OptionalInt("axis"), call.KeepDims)],
        ["Argmin"] = call => [ArgMin(call.X, call.Options.OptionalInt("axis"), call.KeepDims)],
        ["All"] = call => [All(Truth(call.X), call.Axes, call.KeepDims)],
        ["Any"] = call => [Any(Truth(call.X), call.Axes, call.KeepDims)],
        ["CountNonzero"] = call => [Sum(Cast(Truth(call.X), DType.Int32), call.Axes)],
        ["Average"] = call => [OperationProducts.Average(call)],
        ["Moments"] = call => [Mean(call.RealX, call.Options.OptionalInts("axes"), call.KeepDims), Variance(call.RealX, call.Options.OptionalInts("axes"), call.KeepDims)],
        ["Norm"] = call => [OperationProducts.Norm(call)],
        ["Normalize"] = call => [OperationProducts.Normalize(call)],
        ["Cumsum"] = call => [call.Axes is null ? CumulativeSum(OperationShapes.Flat(call.NumberX)) : CumulativeSum(call.NumberX, call.Axis(-1))],

        ["Matmul"] = call => [Pair(call, MatMul)],
        ["Dot"] = call => [OperationProducts.Dot(call)],
        ["Tensordot"] = call => [OperationProducts.Tensordot(call)],
        ["Outer"] = call => [Pair(call, (x, y) => Functions.Reshape(OperationShapes.Flat(x), [checked((int)x.Shape.Size), 1]) * OperationShapes.Flat(y))],
        ["Vdot"] = call => [Pair(call, (x, y) => Sum(OperationShapes.Flat(x) * OperationShapes.Flat(y)))],
        ["Einsum"] = call => [Einsum(call.Options.Text("subscripts"), [.. call.Together])],

        ["Reshape"] = call => [OperationShapes.Reshape(call)],
        ["Transpose"] = call => [Transpose(call.X, call.Options.OptionalInts("axes"))],
        ["Swapaxes"] = call => [OperationShapes.SwapAxes(call)],
        ["Moveaxis"] = call => [OperationShapes.MoveAxis(call)],
        ["ExpandDims"] = call => [OperationShapes.ExpandDims(call)],
        ["Squeeze"] = call => [OperationShapes.Squeeze(call)],
        ["Ravel"] = call => [OperationShapes.Flat(call.X)],
        ["Concatenate"] = call => [Concatenate(call.Together, call.Axis(0))],
        ["Append"] = call => [Pair(call, (x, y) => call.Axes is null ? Concatenate([OperationShapes.Flat(x), OperationShapes.Flat(y)], 0) : Concatenate([x, y], call.Axis(0)))],
        ["Hstack"] = call => [Concatenate(call.Together, call.Together[0].Shape.Rank == 1 ? 0 : 1)],
        ["Vstack"] = call => [call.Together[0].Shape.Rank == 1 ? Stack(call.Together) : Concatenate(call.Together, 0)],
        ["Stack"] = call => [Stack(call.Together, call.Axis(0))],
        ["Roll"] = call => [OperationShapes.Roll(call)],
        ["Diff"] = call => [OperationShapes.Difference(call)],
        ["Pad"] = call => [OperationShapes.Pad(call)],
        ["Tril"] = call => [OperationShapes.Triangle(call, (row, column, k) => column <= row + k)],
        ["Triu"] = call => [OperationShapes.Triangle(call, (row, column, k) => column >= row + k)],
        ["Slice"] = call => [OperationShapes.Slice(call)],
        ["Split"] = OperationShapes.Split,
        ["Flip"] = call => [OperationShapes.Flip(call)],
        ["Repeat"] = call => [OperationShapes.Repeat(call)],
        ["Tile"] = call => [OperationShapes.Tile(call)],
        ["BroadcastTo"] = call => [OperationShapes.BroadcastTo(call)],
        ["GetItem"] = call => [OperationShapes.GetItem(call)],
        ["Take"] = call => [OperationShapes.Take(call)],
        ["ZerosLike"] = call => [OperationShapes.Full(call, Like(call.X, 0))],
        ["OnesLike"] = call => [OperationShapes.Full(call, Like(call.X, 1))],
        ["FullLike"] = call => [OperationShapes.Full(call, call.Value(1, "fill_value"))],

        ["Relu"] = call => [Relu(call.X)],
        ["Relu6"] = call => [new Relu6().Apply(call.X)],
        ["Sigmoid"] = call => [Sigmoid(call.X)],
        ["LogSigmoid"] = call => [new LogSigmoid().Apply(call.X)],
        ["Softplus"] = call => [Softplus(call.X)],
        ["Softsign"] = call => [new Softsign().Apply(call.X)],
        ["Silu"] = call => [new Silu().Apply(call.X)],
        ["Gelu"] = call => [new Gelu(call.Options.Bool("approximate", true)).Apply(call.X)],
        ["Elu"] = call => [new Elu(call.Options.Double("alpha", 1)).Apply(call.X)],
        ["Selu"] = call => [new Selu().Apply(call.X)],
        ["LeakyRelu"] = call => [new LeakyRelu(call.Options.Double("negative_slope", 0.2)).Apply(call.X)],
        ["HardSigmoid"] = call => [new HardSigmoid().Apply(call.X)],
        ["HardSilu"] = call => [new HardSilu().Apply(call.X)],
        ["HardTanh"] = call => [new HardTanh().Apply(call.X)],
        ["HardShrink"] = call => [new HardShrink(call.Options.Double("threshold", 0.5)).Apply(call.X)],
        ["SoftShrink"] = call => [new SoftShrink(call.Options.Double("threshold", 0.5)).Apply(call.X)],
        ["TanhShrink"] = call => [new TanhShrink().Apply(call.X)],
        ["Celu"] = call => [new Celu(call.Options.Double("alpha", 1)).Apply(call.X)],
        ["Glu"] = call => [new Glu(call.Axis(-1)).Apply(call.X)],
        ["Squareplus"] = call => [new Squareplus(call.Options.Double("b", 4)).Apply(call.X)],
        ["SparsePlus"] = call => [new SparsePlus().Apply(call.X)],
        ["SparseSigmoid"] = call => [new SparseSigmoid().Apply(call.X)],
        ["Sparsemax"] = call => [new Sparsemax(call.Axis(-1)).Apply(call.X)],
        ["Softmax"] = call => [Softmax(call.X, call.Axis(-1))],
        ["LogSoftmax"] = call => [LogSoftmax(call.X, call.Axis(-1))],
        ["OneHot"] = call => [OneHot(call.X, call.Options.Int("num_classes"))],
    };

    private static Node Pair(OperationCall call, Func<Node, Node, Node> function) => call.Pair is var (x, y) ? function(x, y) : throw new InvalidOperationException();

    private static Node RealPair(OperationCall call, Func<Node, Node, Node> function) => call.RealPair is var (x, y) ? function(x, y) : throw new InvalidOperationException();

    // Numbers are true unless they are 0.
    private static Node Truth(Node x) => x.DType == DType.Bool ? x : NotEqual(x, 0);

    private static double Largest(Node x) => x.DType == DType.Float64 ? double.MaxValue : float.MaxValue;

    /// <summary>Keras' class names of the operations.</summary>
    public static IEnumerable<string> Names => s_table.Keys;

    /// <summary>Whether there is an operation with this class name.</summary>
    public static bool Contains(string className) => s_table.ContainsKey(className);

    /// <summary>The nearest name.</summary>
    public static string Hint(string className) => KerasNames.Nearest(className, s_table.Keys) is { } nearest ? $"Did you mean \"{nearest}\"?" : "docs/keras-compatibility.md lists those that there are.";

    /// <summary>The outputs of an operation.</summary>
    public static IReadOnlyList<Node> Apply(string className, OperationCall call) => s_table[className](call);
}
