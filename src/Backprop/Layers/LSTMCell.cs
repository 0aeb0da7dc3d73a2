using Backprop.Activations;
using Backprop.Constraints;
using Backprop.Graphs;
using Backprop.Initializers;
using Backprop.Regularizers;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>
/// One step of long short-term memory. With z = x·W + h·U + b in four parts and the gates i = σ(z₀) of the input, f = σ(z₁) of forgetting,
/// o = σ(z₃) of the output: c' = f·c + i·g with the new content g = tanh(z₂), and h' = o·tanh(c'). The output is h'.
/// <list type="table">
/// <item><term>kernel W</term><description>(in, 4·units), the parts i, f, g, o side by side</description></item>
/// <item><term>recurrent kernel U</term><description>(units, 4·units)</description></item>
/// <item><term>bias b</term><description>(4·units,)</description></item>
/// </list>
/// Named in derivations: i, f, g, o, c, h. Source: keras/src/layers/rnn/lstm.py.
/// </summary>
public sealed class LSTMCell : StandardCell
{
    /// <summary>Describes the cell.</summary>
    /// <param name="units">The length of the output and of each state, 1 or more.</param>
    /// <param name="activation">The function of the new content. Default "tanh"; "linear" for none.</param>
    /// <param name="recurrentActivation">The function of the gates. Default "sigmoid".</param>
    /// <param name="useBias">Whether a bias is added. Default true.</param>
    /// <param name="kernelInitializer">How the kernel starts. Default "glorot_uniform".</param>
    /// <param name="recurrentInitializer">How the recurrent kernel starts. Default "orthogonal".</param>
    /// <param name="biasInitializer">How the bias starts. Default "zeros".</param>
    /// <param name="unitForgetBias">Whether the bias of the forget gate starts at 1. Default true.</param>
    /// <param name="kernelRegularizer">A penalty on the kernel. Default none.</param>
    /// <param name="recurrentRegularizer">A penalty on the recurrent kernel. Default none.</param>
    /// <param name="biasRegularizer">A penalty on the bias. Default none.</param>
    /// <param name="kernelConstraint">What the kernel must satisfy after each step of training. Default none.</param>
    /// <param name="recurrentConstraint">What the recurrent kernel must satisfy. Default none.</param>
    /// <param name="biasConstraint">What the bias must satisfy. Default none.</param>
    /// <param name="dropout">The probability with which a feature of the input is dropped in training, the same for all time steps. Default 0.</param>
    /// <param name="recurrentDropout">The same for the state of the step before. Default 0.</param>
    /// <param name="seed">A seed of its own for dropout. Default the model's.</param>
    /// <param name="name">The name. Default lstm_cell, lstm_cell_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <param name="trainable">Whether the weights are trained. Default true.</param>
    /// <exception cref="ArgumentOutOfRangeException">Units are fewer than 1, or a rate is NaN.</exception>
    public LSTMCell(
        int units,
        ActivationFunction? activation = null,
        ActivationFunction? recurrentActivation = null,
        bool useBias = true,
        Initializer? kernelInitializer = null,
        Initializer? recurrentInitializer = null,
        Initializer? biasInitializer = null,
        bool unitForgetBias = true,
        Regularizer? kernelRegularizer = null,
        Regularizer? recurrentRegularizer = null,
        Regularizer? biasRegularizer = null,
        Constraint? kernelConstraint = null,
        Constraint? recurrentConstraint = null,
        Constraint? biasConstraint = null,
        double dropout = 0,
        double recurrentDropout = 0,
        long? seed = null,
        string? name = null,
        DType? dtype = null,
        bool trainable = true)
        : this(new CellArguments(
            units, activation, recurrentActivation, useBias, kernelInitializer, recurrentInitializer, biasInitializer,
            kernelRegularizer, recurrentRegularizer, biasRegularizer, kernelConstraint, recurrentConstraint, biasConstraint,
            dropout, recurrentDropout, seed, name, dtype, trainable), unitForgetBias)
    {
    }

    internal LSTMCell(CellArguments arguments, bool unitForgetBias)
        : base(arguments) => UnitForgetBias = unitForgetBias;

    /// <summary>The function of the gates.</summary>
    public ActivationFunction RecurrentActivation => RecurrentFunction;

    /// <summary>Whether the bias of the forget gate starts at 1.</summary>
    public bool UnitForgetBias { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> StateSizes => [Units, Units];

    private protected override int Gates => 4;

    private protected override Initializer StartOfBias(Initializer given) => UnitForgetBias ? new ForgetBias(given, Units) : given;

    internal override Config Describe(Config config, RecurrentLayer? layer)
    {
        DescribeStart(config, true);
        // Keras writes it before the initializers for the cell, after them for the layer.
        if (layer is null) config.Set("unit_forget_bias", UnitForgetBias);
        DescribeInitializers(config);
        if (layer is not null) config.Set("unit_forget_bias", UnitForgetBias);
        return DescribeRest(config, layer).Set("seed", Seed);
    }

    /// <inheritdoc/>
    protected override Node Prepare(Node x, CallContext context)
    {
        Node product = InputProduct(x, context);
        return Bias is null ? product : Add(product, Bias);
    }

    /// <inheritdoc/>
    protected override (Node Output, IReadOnlyList<Node> States) Step(Node x, IReadOnlyList<Node> states, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(context);
        Node z = Add(x, Product(states[0], RecurrentKernel, StateMasks(states[0], context)));
        Node i = context.Record("i", RecurrentActivation.Apply(Gate(z, 0)));
        Node f = context.Record("f", RecurrentActivation.Apply(Gate(z, 1)));
        Node g = context.Record("g", Activation.Apply(Gate(z, 2)));
        Node o = context.Record("o", RecurrentActivation.Apply(Gate(z, 3)));
        Node c = context.Record("c", Add(Multiply(f, states[1]), Multiply(i, g)));
        Node h = context.Record("h", Multiply(o, Activation.Apply(c)));
        return (h, [h, c]);
    }

    /// <summary>The cell that <see cref="StandardCell.GetConfig"/> describes.</summary>
    public static LSTMCell FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(CellArguments.From(config), config.Bool("unit_forget_bias", true));
    }

    /// <summary>The usual start with ones for the forget gate, so that at first nothing is forgotten. Source: R. Jozefowicz et al. (2015).</summary>
    private sealed class ForgetBias(Initializer start, int units) : Initializer
    {
        public override Tensor Create(Shape shape, DType dtype, RandomSource random)
        {
            double[] input = start.Create([units], dtype, random).ToArray<double>(), rest = start.Create([2 * units], dtype, random).ToArray<double>();
            return Tensor.From([.. input, .. Enumerable.Repeat(1.0, units), .. rest], shape).Cast(dtype);
        }
    }
}
