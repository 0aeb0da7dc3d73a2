using Backprop.Activations;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Training;

/// <summary>What the operations of <c>keras.ops</c> are here. To add one, add a line: Keras' class name (in keras/src/ops) and the expression.</summary>
internal static class KerasOperationTable
{
    private static readonly Dictionary<string, Func<OperationCall, IReadOnlyList<Node>>> s_table = new()
    {
        ["Add"] = call => [call.X + call.Y],
        ["Subtract"] = call => [call.X - call.Y],
        ["Multiply"] = call => [call.X * call.Y],
        ["Divide"] = call => [call.X / call.Y],
        ["TrueDivide"] = call => [call.X / call.Y],
        ["DivideNoNan"] = call => [Where(Equal(call.Y, 0), Like(call.X, 0), call.X / Where(Equal(call.Y, 0), Like(call.Y, 1), call.Y))],
        ["FloorDivide"] = call => [Floor(call.X / call.Y)],
        ["Mod"] = call => [call.X - call.Y * Floor(call.X / call.Y)],
        ["Power"] = call => [call.Y is Constant { Value.Size: 1 } exponent ? Power(call.X, exponent.Value.At(0)) : Power(call.X, call.Y)],
        ["Maximum"] = call => [Maximum(call.X, call.Y)],
        ["Minimum"] = call => [Minimum(call.X, call.Y)],
        ["Negative"] = call => [-call.X],
        ["Abs"] = call => [Abs(call.X)],
        ["Absolute"] = call => [Abs(call.X)],
        ["Square"] = call => [Square(call.X)],
        ["Sqrt"] = call => [Sqrt(call.X)],
        ["Rsqrt"] = call => [ReciprocalSqrt(call.X)],
        ["Reciprocal"] = call => [Reciprocal(call.X)],
        ["Exp"] = call => [Exp(call.X)],
        ["Expm1"] = call => [Expm1(call.X)],
        ["Log"] = call => [Log(call.X)],
        ["Log1p"] = call => [Log1p(call.X)],
        ["Log2"] = call => [Log(call.X) / Math.Log(2)],
        ["Log10"] = call => [Log(call.X) / Math.Log(10)],
        ["Sin"] = call => [Sin(call.X)],
        ["Cos"] = call => [Cos(call.X)],
        ["Tan"] = call => [Tan(call.X)],
        ["Sinh"] = call => [Sinh(call.X)],
        ["Cosh"] = call => [Cosh(call.X)],
        ["Tanh"] = call => [Tanh(call.X)],
        ["Arcsin"] = call => [Asin(call.X)],
        ["Arccos"] = call => [Acos(call.X)],
        ["Arctan"] = call => [Atan(call.X)],
        ["Arcsinh"] = call => [Asinh(call.X)],
        ["Arccosh"] = call => [Acosh(call.X)],
        ["Arctanh"] = call => [Atanh(call.X)],
        ["Erf"] = call => [Erf(call.X)],
        ["Sign"] = call => [Sign(call.X)],
        ["Floor"] = call => [Floor(call.X)],
        ["Ceil"] = call => [Ceiling(call.X)],
        ["Round"] = call => [Round(call.X)],
        ["Clip"] = call => [Clip(call.X, call.Options.Double("x_min"), call.Options.Double("x_max"))],
        ["StopGradient"] = call => [StopGradient(call.X)],
        ["Cast"] = call => [Cast(call.X, Layers.Layer.ReadDType(call.Options, "dtype"))],

        ["Equal"] = call => [Equal(call.X, call.Y)],
        ["NotEqual"] = call => [NotEqual(call.X, call.Y)],
        ["Greater"] = call => [Greater(call.X, call.Y)],
        ["GreaterEqual"] = call => [GreaterEqual(call.X, call.Y)],
        ["Less"] = call => [Less(call.X, call.Y)],
        ["LessEqual"] = call => [LessEqual(call.X, call.Y)],
        ["LogicalAnd"] = call => [LogicalAnd(call.X, call.Y)],
        ["LogicalOr"] = call => [LogicalOr(call.X, call.Y)],
        ["LogicalNot"] = call => [LogicalNot(call.X)],
        ["Where"] = call => [Where(call.Value(0, "condition"), call.Value(1, "x1"), call.Value(2, "x2"))],

        ["Sum"] = call => [Sum(call.X, call.Axes, call.KeepDims)],
        ["Mean"] = call => [Mean(call.X, call.Axes, call.KeepDims)],
        ["Max"] = call => [Max(call.X, call.Axes, call.KeepDims)],
        ["Amax"] = call => [Max(call.X, call.Axes, call.KeepDims)],
        ["Min"] = call => [Min(call.X, call.Axes, call.KeepDims)],
        ["Amin"] = call => [Min(call.X, call.Axes, call.KeepDims)],
        ["Prod"] = call => [Product(call.X, call.Axes, call.KeepDims)],
        ["Var"] = call => [Variance(call.X, call.Axes, call.KeepDims)],
        ["Std"] = call => [StandardDeviation(call.X, call.Axes, call.KeepDims)],
        ["Logsumexp"] = call => [LogSumExp(call.X, call.Axes, call.KeepDims)],
        ["Argmax"] = call => [ArgMax(call.X, call.Options.OptionalInt("axis"), call.KeepDims)],
        ["Argmin"] = call => [ArgMin(call.X, call.Options.OptionalInt("axis"), call.KeepDims)],
        ["Cumsum"] = call => [CumulativeSum(call.X, call.Axis(-1))],

        ["Matmul"] = call => [MatMul(call.X, call.Y)],
        ["Dot"] = call => [MatMul(call.X, call.Y)],
        ["Einsum"] = call => [Einsum(call.Options.Text("subscripts"), [.. call.All])],

        ["Reshape"] = call => [OperationShapes.Reshape(call)],
        ["Transpose"] = call => [Transpose(call.X, call.Options.OptionalInts("axes"))],
        ["Swapaxes"] = call => [OperationShapes.SwapAxes(call)],
        ["Moveaxis"] = call => [OperationShapes.MoveAxis(call)],
        ["ExpandDims"] = call => [OperationShapes.ExpandDims(call)],
        ["Squeeze"] = call => [OperationShapes.Squeeze(call)],
        ["Concatenate"] = call => [Concatenate(call.All, call.Axis(0))],
        ["Stack"] = call => [Stack(call.All, call.Axis(0))],
        ["Split"] = OperationShapes.Split,
        ["Flip"] = call => [OperationShapes.Flip(call)],
        ["Repeat"] = call => [OperationShapes.Repeat(call)],
        ["Tile"] = call => [OperationShapes.Tile(call)],
        ["BroadcastTo"] = call => [OperationShapes.BroadcastTo(call)],
        ["GetItem"] = call => [OperationShapes.GetItem(call)],
        ["Take"] = call => [Gather(call.X, call.Value(1, "indices"), call.Axis(0))],
        ["ZerosLike"] = call => [BroadcastTo(Like(call.X, 0), call.X.Shape)],
        ["OnesLike"] = call => [BroadcastTo(Like(call.X, 1), call.X.Shape)],

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
        ["Softmax"] = call => [Softmax(call.X, call.Axis(-1))],
        ["LogSoftmax"] = call => [LogSoftmax(call.X, call.Axis(-1))],
        ["OneHot"] = call => [OneHot(call.X, call.Options.Int("num_classes"))],
    };

    /// <summary>Whether there is an operation with this class name.</summary>
    public static bool Contains(string className) => s_table.ContainsKey(className);

    /// <summary>The nearest name.</summary>
    public static string Hint(string className) => KerasNames.Nearest(className, s_table.Keys) is { } nearest ? $"Did you mean \"{nearest}\"?" : $"Known are {string.Join(", ", s_table.Keys)}.";

    /// <summary>The outputs of an operation.</summary>
    public static IReadOnlyList<Node> Apply(string className, OperationCall call) => s_table[className](call);
}
