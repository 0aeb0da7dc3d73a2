using Backprop.Activations;
using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// What all convolutions share: windows over an image, one or two kernels, a bias per filter, a = f(z) with z = convolution(x, kernel) + bias.
/// The kernel is not mirrored: what deep learning calls convolution is a correlation.
/// </summary>
public abstract class ConvolutionLayer : SpatialLayer
{
    private readonly int[] _kernelSize, _strides, _dilationRate;
    private readonly WeightRule[] _kernelRules;
    private readonly WeightRule _biasRule;
    private readonly List<Variable> _kernels = [];
    private Variable? _bias;

    private protected ConvolutionLayer(int rank, ConvolutionArguments arguments)
        : base(rank, arguments.DataFormat, arguments.Name, arguments.DType, arguments.Trainable, arguments.ActivityRegularizer)
    {
        _kernelSize = arguments.KernelSize.Expand(rank, "kernel size");
        _strides = (arguments.Strides ?? 1).Expand(rank, "strides");
        _dilationRate = (arguments.DilationRate ?? 1).Expand(rank, "dilation rate");
        // As Keras: whoever skips cells does not spread the windows, too.
        if (_strides.Max() > 1 && _dilationRate.Max() > 1) throw new ArgumentException($"Strides above 1 cannot be combined with a dilation rate above 1; they are {Strides} and {DilationRate}.");
        if (arguments.Padding == Padding.Causal && (rank != 1 || this is not Convolution)) throw new ArgumentException("Causal padding is for convolutions over time, Conv1D; use Padding.Same.");
        (Padding, Activation, UseBias) = (arguments.Padding, arguments.Activation ?? new Linear(), arguments.UseBias);
        (_kernelRules, _biasRule) = (arguments.Kernels, arguments.Bias);
    }

    /// <summary>How many cells a window holds along each axis.</summary>
    public PerAxis KernelSize => _kernelSize;

    /// <summary>How far each window lies behind the one before it, along each axis.</summary>
    public PerAxis Strides => _strides;

    /// <summary>How far the cells of a window lie apart, along each axis.</summary>
    public PerAxis DilationRate => _dilationRate;

    /// <summary>What windows do at the edges.</summary>
    public Padding Padding { get; }

    /// <summary>The function applied to z.</summary>
    public ActivationFunction Activation { get; }

    /// <summary>Whether a bias is added.</summary>
    public bool UseBias { get; }

    /// <inheritdoc/>
    public override Config GetConfig()
    {
        Config config = Describe(base.GetConfig()).Set("activation", Activation.ToJson()).Set("use_bias", UseBias);
        return WeightRule.Write(config, [.. _kernelRules, _biasRule], ActivityRegularizer);
    }

    /// <summary>Writes sizes and strides in Keras' order.</summary>
    private protected virtual Config Describe(Config config) => config
        .Set("kernel_size", _kernelSize).Set("strides", _strides).Set("padding", KerasNames.SnakeCase(Padding.ToString()))
        .SetOption("data_format", DataFormat).Set("dilation_rate", _dilationRate);

    /// <summary>The shape of each kernel, for so many channels.</summary>
    private protected abstract Shape[] KernelShapes(Shape size, int channels);

    /// <summary>The number of channels of the output, for so many of the input.</summary>
    private protected abstract int OutputChannels(int channels);

    /// <summary>The convolution of (batch, …, channels).</summary>
    private protected abstract Node Convolve(Node x, IReadOnlyList<Variable> kernels);

    /// <summary>Where windows lie in an image of this shape.</summary>
    private protected WindowAxis[] Axes(Shape image) => [.. Enumerable.Range(0, Rank).Select(axis => Axis(image[axis + 1], axis))];

    private protected virtual WindowAxis Axis(int length, int axis) => Padding switch
    {
        Padding.Same => WindowAxis.Same(length, _kernelSize[axis], _strides[axis], _dilationRate[axis]),
        Padding.Causal => WindowAxis.Causal(length, _kernelSize[axis], _strides[axis], _dilationRate[axis]),
        _ => WindowAxis.Valid(length, _kernelSize[axis], _strides[axis], _dilationRate[axis]),
    };

    /// <inheritdoc/>
    protected override void Build(Shape inputShape)
    {
        int channels = Channels(inputShape);
        if (channels == Shape.Unknown) throw new ArgumentException("it expects a known number of channels");
        Shape[] shapes = KernelShapes(Shape.Create(_kernelSize), channels);
        foreach ((WeightRule rule, Shape shape) in _kernelRules.Zip(shapes))
        {
            string name = _kernelRules.Length == 1 ? "kernel" : $"{rule.Name}_kernel";
            _kernels.Add(AddWeight(name, shape, rule.Initializer, regularizer: rule.Regularizer, constraint: rule.Constraint));
        }

        if (UseBias) _bias = AddWeight("bias", [OutputChannels(channels)], _biasRule.Initializer, regularizer: _biasRule.Regularizer, constraint: _biasRule.Constraint);
    }

    /// <inheritdoc/>
    private protected sealed override Node CallChannelsLast(Node x, CallContext context)
    {
        Node z = Convolve(x, _kernels);
        return _bias is null ? z : Functions.Add(z, _bias);
    }

    /// <inheritdoc/>
    private protected sealed override Node Finish(Node y, CallContext context)
    {
        context.Record("z", y);
        return context.Record("a", Activation.Apply(y));
    }
}
