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
/// One step of a gated recurrent unit. With x·W + b and h·U + d in three parts and the gates z = σ(xW₀ + hU₀) of keeping and r = σ(xW₁ + hU₁)
/// of resetting: h' = z·h + (1 − z)·g with the new content g = tanh(xW₂ + r·(hU₂ + d₂)), or g = tanh(xW₂ + (r·h)U₂) when the reset comes before
/// the product. The output is h'.
/// <list type="table">
/// <item><term>kernel W</term><description>(in, 3·units), the parts z, r, g side by side</description></item>
/// <item><term>recurrent kernel U</term><description>(units, 3·units)</description></item>
/// <item><term>bias</term><description>(2, 3·units), b above d; (3·units,), b alone, when the reset comes before the product</description></item>
/// </list>
/// Named in derivations: z, r, g, h. Source: keras/src/layers/rnn/gru.py.
/// </summary>
public sealed class GRUCell : StandardCell
{
    /// <summary>Describes the cell.</summary>
    /// <param name="units">The length of the output and of each state, 1 or more.</param>
    /// <param name="activation">The function of the new content. Default "tanh"; "linear" for none.</param>
    /// <param name="recurrentActivation">The function of the gates. Default "sigmoid".</param>
    /// <param name="useBias">Whether a bias is added. Default true.</param>
    /// <param name="kernelInitializer">How the kernel starts. Default "glorot_uniform".</param>
    /// <param name="recurrentInitializer">How the recurrent kernel starts. Default "orthogonal".</param>
    /// <param name="biasInitializer">How the bias starts. Default "zeros".</param>
    /// <param name="kernelRegularizer">A penalty on the kernel. Default none.</param>
    /// <param name="recurrentRegularizer">A penalty on the recurrent kernel. Default none.</param>
    /// <param name="biasRegularizer">A penalty on the bias. Default none.</param>
    /// <param name="kernelConstraint">What the kernel must satisfy after each step of training. Default none.</param>
    /// <param name="recurrentConstraint">What the recurrent kernel must satisfy. Default none.</param>
    /// <param name="biasConstraint">What the bias must satisfy. Default none.</param>
    /// <param name="dropout">The probability with which a feature of the input is dropped in training, the same for all time steps. Default 0.</param>
    /// <param name="recurrentDropout">The same for the state of the step before. Default 0.</param>
    /// <param name="resetAfter">Whether the reset gate acts after the product (true, the default) or on the state before it.</param>
    /// <param name="seed">A seed of its own for dropout. Default the model's.</param>
    /// <param name="name">The name. Default gru_cell, gru_cell_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <param name="trainable">Whether the weights are trained. Default true.</param>
    /// <exception cref="ArgumentOutOfRangeException">Units are fewer than 1, or a rate is NaN.</exception>
    public GRUCell(
        int units,
        ActivationFunction? activation = null,
        ActivationFunction? recurrentActivation = null,
        bool useBias = true,
        Initializer? kernelInitializer = null,
        Initializer? recurrentInitializer = null,
        Initializer? biasInitializer = null,
        Regularizer? kernelRegularizer = null,
        Regularizer? recurrentRegularizer = null,
        Regularizer? biasRegularizer = null,
        Constraint? kernelConstraint = null,
        Constraint? recurrentConstraint = null,
        Constraint? biasConstraint = null,
        double dropout = 0,
        double recurrentDropout = 0,
        bool resetAfter = true,
        long? seed = null,
        string? name = null,
        DType? dtype = null,
        bool trainable = true)
        : this(new CellArguments(
            units, activation, recurrentActivation, useBias, kernelInitializer, recurrentInitializer, biasInitializer,
            kernelRegularizer, recurrentRegularizer, biasRegularizer, kernelConstraint, recurrentConstraint, biasConstraint,
            dropout, recurrentDropout, seed, name, dtype, trainable), resetAfter)
    {
    }

    internal GRUCell(CellArguments arguments, bool resetAfter)
        : base(arguments) => ResetAfter = resetAfter;

    /// <summary>The function of the gates.</summary>
    public ActivationFunction RecurrentActivation => RecurrentFunction;

    /// <summary>Whether the reset gate acts after the product, or on the state before it.</summary>
    public bool ResetAfter { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> StateSizes => [Units];

    private protected override int Gates => 3;

    private protected override Shape BiasShape => ResetAfter ? [2, 3 * Units] : [3 * Units];

    internal override Config Describe(Config config, RecurrentLayer? layer) =>
        DescribeRest(DescribeInitializers(DescribeStart(config, true)), layer).Set("reset_after", ResetAfter).Set("seed", Seed);

    /// <inheritdoc/>
    protected override Node Prepare(Node x, CallContext context)
    {
        Node product = InputProduct(x, context);
        return Bias is null ? product : Add(product, ResetAfter ? BiasRow(0) : Bias);
    }

    /// <inheritdoc/>
    protected override (Node Output, IReadOnlyList<Node> States) Step(Node x, IReadOnlyList<Node> states, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(context);
        Node h = states[0];
        Node[] masks = StateMasks(h, context);
        Node product = ResetAfter ? Product(h, RecurrentKernel, masks) : Product(h, SliceAxis(RecurrentKernel, 1, 0, 2 * Units), masks.Length > 0 ? masks.AsSpan(0, 2) : []);
        if (ResetAfter && Bias is not null) product = Add(product, BiasRow(1));
        Node z = context.Record("z", RecurrentActivation.Apply(Add(Gate(x, 0), Gate(product, 0))));
        Node r = context.Record("r", RecurrentActivation.Apply(Add(Gate(x, 1), Gate(product, 1))));
        Node old = ResetAfter
            ? Multiply(r, Gate(product, 2))
            : MatMul(Multiply(r, masks.Length > 0 ? Multiply(h, masks[2]) : h), Gate(RecurrentKernel, 2));
        Node g = context.Record("g", Activation.Apply(Add(Gate(x, 2), old)));
        Node next = context.Record("h", Add(Multiply(z, h), Multiply(Subtract(Like(z, 1), z), g)));
        return (next, [next]);
    }

    private Node BiasRow(int row) => Reshape(SliceAxis(Bias!, 0, row, row + 1), [3 * Units]);

    /// <summary>The cell that <see cref="StandardCell.GetConfig"/> describes.</summary>
    public static GRUCell FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(CellArguments.From(config), config.Bool("reset_after", true));
    }
}
