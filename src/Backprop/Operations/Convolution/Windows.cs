using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>
/// The windows that a convolution or a pooling looks through, laid out one after the other: y[batch, window …, position, channel] = x[batch, cell …, channel]
/// with cell = window·stride + position·dilation − before along each axis, and a padding value beyond the edges. Convolution is then one matrix product, and
/// pooling a reduction over the positions. A cell's gradient is the sum over the windows that hold it: <see cref="Fold"/>.
/// </summary>
public sealed class Windows : Operation
{
    private readonly WindowAxes _axes;
    private readonly double _padding;

    /// <summary>Windows along one to three axes.</summary>
    /// <param name="axes">The axes behind the batch, outermost first.</param>
    /// <param name="padding">What stands beyond the edges. Default 0.</param>
    /// <exception cref="ArgumentException">There are no or more than three axes, or one has negative lengths.</exception>
    public Windows(IReadOnlyList<WindowAxis> axes, double padding = 0) => (_axes, _padding) = (new WindowAxes(axes), padding);

    internal WindowAxes Axes => _axes;

    internal double Padding => _padding;

    /// <inheritdoc/>
    protected override object? Attributes => (_axes, _padding);

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        inputs.Length == 1 && inputs[0].DType.IsFloat && _axes.IsImage(inputs[0].Shape) ? new TensorType(inputs[0].DType, _axes.WindowsShape(inputs[0].Shape)) : throw Refuse($"one float input {_axes.ImageText}", inputs);

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output) => Bind([.. inputs], output).Run();

    internal override Kernel Bind(Tensor[] inputs, Tensor output) => _axes.Bind(inputs[0], output, fold: false, _padding);

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [OperationNode.Of(new Fold(_axes.Values), upstream)];

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Call("windows", inputs[0], Formula.Symbol(_axes.ToString()));

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => WindowAxes.Samples().Select((sample, i) => new Sample(new Windows(sample.Axes, i % 3), new SampleInput(sample.Image)));
}

public static partial class Functions
{
    /// <summary>The windows of an image, laid out one after the other: (batch, cells …, channels) becomes (batch, windows …, positions, channels).</summary>
    /// <param name="x">(batch, cells …, channels) with one to three axes of cells.</param>
    /// <param name="axes">Where the windows lie along each axis of cells.</param>
    /// <param name="padding">What stands beyond the edges. Default 0.</param>
    /// <exception cref="ArgumentException">The axes do not fit the input.</exception>
    public static Node Windows(Node x, IReadOnlyList<WindowAxis> axes, double padding = 0) => OperationNode.Of(new Windows(axes, padding), x);
}
