using Backprop.Regularizers;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// A recurrent layer with any cell: one of <see cref="SimpleRNNCell"/>, <see cref="LSTMCell"/>, <see cref="GRUCell"/>, several of them on top of
/// each other, or a cell of your own. Source: keras/src/layers/rnn/rnn.py.
/// </summary>
public sealed class RNN : RecurrentLayer
{
    /// <summary>Describes the layer.</summary>
    /// <param name="cell">What is repeated at every time step.</param>
    /// <param name="returnSequences">Whether the output of every time step is returned, or that of the last alone. Default false.</param>
    /// <param name="returnState">Whether the last states are returned behind the output. Default false.</param>
    /// <param name="goBackwards">Whether the input is read from its end; a sequence then comes out reversed. Default false.</param>
    /// <param name="stateful">Whether each batch starts with the states that the one before left. Default false.</param>
    /// <param name="unroll">Kept for Keras' files; here a graph is always unrolled. Default false.</param>
    /// <param name="zeroOutputForMask">Whether masked steps put out zeros instead of the output before. Default false.</param>
    /// <param name="activityRegularizer">A penalty on the output, per sample. Default none.</param>
    /// <param name="name">The name. Default rnn, rnn_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <param name="trainable">Whether the weights are trained. Default true.</param>
    public RNN(
        RecurrentCell cell,
        bool returnSequences = false,
        bool returnState = false,
        bool goBackwards = false,
        bool stateful = false,
        bool unroll = false,
        bool zeroOutputForMask = false,
        Regularizer? activityRegularizer = null,
        string? name = null,
        DType? dtype = null,
        bool trainable = true)
        : this(cell, new RecurrentArguments(returnSequences, returnState, goBackwards, stateful, unroll, zeroOutputForMask, activityRegularizer, name, dtype, trainable))
    {
    }

    /// <summary>Describes a layer with several cells, each reading the output of the one before.</summary>
    /// <param name="cells">The cells, from the input on.</param>
    /// <param name="returnSequences">Whether the output of every time step is returned, or that of the last alone. Default false.</param>
    /// <param name="returnState">Whether the last states are returned behind the output. Default false.</param>
    /// <param name="goBackwards">Whether the input is read from its end; a sequence then comes out reversed. Default false.</param>
    /// <param name="stateful">Whether each batch starts with the states that the one before left. Default false.</param>
    /// <param name="unroll">Kept for Keras' files; here a graph is always unrolled. Default false.</param>
    /// <param name="zeroOutputForMask">Whether masked steps put out zeros instead of the output before. Default false.</param>
    /// <param name="activityRegularizer">A penalty on the output, per sample. Default none.</param>
    /// <param name="name">The name. Default rnn, rnn_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <param name="trainable">Whether the weights are trained. Default true.</param>
    public RNN(
        IReadOnlyList<RecurrentCell> cells,
        bool returnSequences = false,
        bool returnState = false,
        bool goBackwards = false,
        bool stateful = false,
        bool unroll = false,
        bool zeroOutputForMask = false,
        Regularizer? activityRegularizer = null,
        string? name = null,
        DType? dtype = null,
        bool trainable = true)
        : this(new StackedRNNCells(cells), returnSequences, returnState, goBackwards, stateful, unroll, zeroOutputForMask, activityRegularizer, name, dtype, trainable)
    {
    }

    private RNN(RecurrentCell cell, RecurrentArguments arguments)
        : base(cell, arguments)
    {
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("cell", Cell);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static RNN FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        RecurrentCell cell = config.Object("cell", LayerRegistry.All) as RecurrentCell ?? throw config.Wrong("cell", "a recurrent cell");
        return new(cell, RecurrentArguments.From(config));
    }
}
