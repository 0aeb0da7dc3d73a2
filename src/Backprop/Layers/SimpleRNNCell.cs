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
/// One step of a simple recurrent network: h' = f(z), z = x·W + b + h·U. The output is the state.
/// <list type="table">
/// <item><term>kernel W</term><description>(in, units)</description></item>
/// <item><term>recurrent kernel U</term><description>(units, units)</description></item>
/// <item><term>bias b</term><description>(units,)</description></item>
/// </list>
/// Named in derivations: z, h. Source: keras/src/layers/rnn/simple_rnn.py.
/// </summary>
public sealed class SimpleRNNCell : StandardCell
{
    /// <summary>Describes the cell.</summary>
    /// <param name="units">The length of the output and of each state, 1 or more.</param>
    /// <param name="activation">The function of the new content. Default "tanh"; "linear" for none.</param>
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
    /// <param name="seed">A seed of its own for dropout. Default the model's.</param>
    /// <param name="name">The name. Default simple_rnn_cell, simple_rnn_cell_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <param name="trainable">Whether the weights are trained. Default true.</param>
    /// <exception cref="ArgumentOutOfRangeException">Units are fewer than 1, or a rate is NaN.</exception>
    public SimpleRNNCell(
        int units,
        ActivationFunction? activation = null,
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
        long? seed = null,
        string? name = null,
        DType? dtype = null,
        bool trainable = true)
        : this(new CellArguments(
            units, activation, null, useBias, kernelInitializer, recurrentInitializer, biasInitializer,
            kernelRegularizer, recurrentRegularizer, biasRegularizer, kernelConstraint, recurrentConstraint, biasConstraint,
            dropout, recurrentDropout, seed, name, dtype, trainable))
    {
    }

    internal SimpleRNNCell(CellArguments arguments)
        : base(arguments)
    {
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> StateSizes => [Units];

    private protected override int Gates => 1;

    private protected override bool DropsAll => true;

    internal override Config Describe(Config config, RecurrentLayer? layer)
    {
        DescribeRest(DescribeInitializers(DescribeStart(config, false)), layer);
        // The layer of Keras 3.15 forgets its seed when it is written; it reads one.
        return layer is null || Seed is not null ? config.Set("seed", Seed) : config;
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
        Node z = context.Record("z", Add(x, Product(states[0], RecurrentKernel, StateMasks(states[0], context))));
        Node h = context.Record("h", Activation.Apply(z));
        return (h, [h]);
    }

    /// <summary>The cell that <see cref="StandardCell.GetConfig"/> describes.</summary>
    public static SimpleRNNCell FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(CellArguments.From(config));
    }
}
