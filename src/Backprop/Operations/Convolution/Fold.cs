using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>
/// Adds windows back into an image: y[batch, cell …, channel] is the sum of all x[batch, window …, position, channel] with
/// cell = window·stride + position·dilation − before along each axis; what lies beyond the edges is dropped, and a cell that no window reaches is 0.
/// It is the opposite (the transpose) of <see cref="Windows"/>, which is its gradient; a transposed convolution is a matrix product and a fold.
/// </summary>
public sealed class Fold : Operation
{
    private readonly WindowAxes _axes;

    /// <summary>Windows along one to three axes.</summary>
    /// <param name="axes">The axes behind the batch, outermost first.</param>
    /// <exception cref="ArgumentException">There are no or more than three axes, or one has negative lengths.</exception>
    public Fold(IReadOnlyList<WindowAxis> axes) => _axes = new WindowAxes(axes);

    internal WindowAxes Axes => _axes;

    /// <inheritdoc/>
    protected override object? Attributes => _axes;

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        inputs.Length == 1 && inputs[0].DType.IsFloat && _axes.IsWindows(inputs[0].Shape) ? new TensorType(inputs[0].DType, _axes.ImageShape(inputs[0].Shape)) : throw Refuse($"one float input {_axes.WindowsText}", inputs);

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output) => Bind([.. inputs], output).Run();

    internal override Kernel Bind(Tensor[] inputs, Tensor output) => _axes.Bind(output, inputs[0], fold: true, 0);

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [OperationNode.Of(new Windows(_axes.Values), upstream)];

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Call("fold", inputs[0], Formula.Symbol(_axes.ToString()));

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => WindowAxes.Samples().Select(sample => new Sample(new Fold(sample.Axes), new SampleInput(new WindowAxes(sample.Axes).WindowsShape(sample.Image))));
}

public static partial class Functions
{
    /// <summary>Adds windows back into an image: (batch, windows …, positions, channels) becomes (batch, cells …, channels).</summary>
    /// <param name="x">(batch, windows …, positions, channels) with one to three axes of windows.</param>
    /// <param name="axes">Where the windows lie along each axis of cells.</param>
    /// <exception cref="ArgumentException">The axes do not fit the input.</exception>
    public static Node Fold(Node x, IReadOnlyList<WindowAxis> axes) => OperationNode.Of(new Fold(axes), x);
}
