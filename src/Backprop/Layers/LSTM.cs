using Backprop.Activations;
using Backprop.Constraints;
using Backprop.Initializers;
using Backprop.Regularizers;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// Long short-term memory: c(t) = f·c(t−1) + i·g, h(t) = o·tanh(c(t)), with gates i, f, o and new content g of x(t) and h(t−1), see <see cref="LSTMCell"/>.
/// Input (batch, time, in), output (batch, units), or (batch, time, units) when sequences are returned; states h and c, (batch, units) each.
/// Source: S. Hochreiter and J. Schmidhuber (1997), F. Gers et al. (2000); keras/src/layers/rnn/lstm.py.
/// </summary>
public sealed class LSTM : RecurrentLayer
{
    /// <summary>Describes the layer.</summary>
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
    /// <param name="activityRegularizer">A penalty on the output, per sample. Default none.</param>
    /// <param name="kernelConstraint">What the kernel must satisfy after each step of training. Default none.</param>
    /// <param name="recurrentConstraint">What the recurrent kernel must satisfy. Default none.</param>
    /// <param name="biasConstraint">What the bias must satisfy. Default none.</param>
    /// <param name="dropout">The probability with which a feature of the input is dropped in training, the same for all time steps. Default 0.</param>
    /// <param name="recurrentDropout">The same for the state of the step before. Default 0.</param>
    /// <param name="seed">A seed of its own for dropout. Default the model's.</param>
    /// <param name="returnSequences">Whether the output of every time step is returned, or that of the last alone. Default false.</param>
    /// <param name="returnState">Whether the last states are returned behind the output. Default false.</param>
    /// <param name="goBackwards">Whether the input is read from its end; a sequence then comes out reversed. Default false.</param>
    /// <param name="stateful">Whether each batch starts with the states that the one before left. Default false.</param>
    /// <param name="unroll">Kept for Keras' files; here a graph is always unrolled. Default false.</param>
    /// <param name="zeroOutputForMask">Whether masked steps put out zeros instead of the output before. Default false.</param>
    /// <param name="name">The name. Default lstm, lstm_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <param name="trainable">Whether the weights are trained. Default true.</param>
    /// <exception cref="ArgumentOutOfRangeException">Units are fewer than 1, or a rate is NaN.</exception>
    public LSTM(
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
        Regularizer? activityRegularizer = null,
        Constraint? kernelConstraint = null,
        Constraint? recurrentConstraint = null,
        Constraint? biasConstraint = null,
        double dropout = 0,
        double recurrentDropout = 0,
        long? seed = null,
        bool returnSequences = false,
        bool returnState = false,
        bool goBackwards = false,
        bool stateful = false,
        bool unroll = false,
        bool zeroOutputForMask = false,
        string? name = null,
        DType? dtype = null,
        bool trainable = true)
        : this(
            new LSTMCell(new CellArguments(
            units, activation, recurrentActivation, useBias, kernelInitializer, recurrentInitializer, biasInitializer,
            kernelRegularizer, recurrentRegularizer, biasRegularizer, kernelConstraint, recurrentConstraint, biasConstraint,
            dropout, recurrentDropout, seed, null, dtype, trainable), unitForgetBias),
            new RecurrentArguments(returnSequences, returnState, goBackwards, stateful, unroll, zeroOutputForMask, activityRegularizer, name, dtype, trainable))
    {
    }

    private LSTM(LSTMCell cell, RecurrentArguments arguments)
        : base(cell, arguments) => Cell = cell;

    /// <summary>What is repeated at every time step.</summary>
    public new LSTMCell Cell { get; }

    /// <summary>The length of the output.</summary>
    public int Units => Cell.Units;

    /// <inheritdoc/>
    public override Config GetConfig() => Cell.Describe(base.GetConfig(), this);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static LSTM FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(new LSTMCell(CellArguments.From(config), config.Bool("unit_forget_bias", true)), RecurrentArguments.From(config));
    }
}
