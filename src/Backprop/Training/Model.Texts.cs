using Backprop.Layers;
using Backprop.Tensors;

namespace Backprop.Training;

public abstract partial class Model
{
    /// <summary>The layer that turns texts into the numbers that the model takes, where it begins with one (TextVectorization, StringLookup, Hashing); else null.</summary>
    public ITextLayer? TextLayer => InputTypes.Count == 1 ? TextInputs.Find(this, 0) : null;

    /// <summary>The outputs for texts, one for each sample: the same as <c>Predict(Indices(texts))</c>.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="batchSize">How many samples are computed at a time. Default 32.</param>
    /// <param name="cancellationToken">Ends the computation.</param>
    /// <returns>One row per text.</returns>
    /// <exception cref="InvalidOperationException">The model does not begin with a text layer, the layer has no vocabulary, or the model has several outputs.</exception>
    public Tensor Predict(IReadOnlyList<string> texts, int batchSize = 32, CancellationToken cancellationToken = default) => Predict((TensorSet)Indices(texts), batchSize, cancellationToken);

    /// <summary>The numbers that the model takes for texts, one text for each sample; for training and evaluation too: <c>model.Fit(model.Indices(texts), labels)</c>.</summary>
    /// <param name="texts">The texts.</param>
    /// <returns>A row for each text, int64.</returns>
    /// <exception cref="InvalidOperationException">The model does not begin with a text layer, or the layer has no vocabulary.</exception>
    public Tensor Indices(params IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return Fitted(Reader().Indices(texts), texts.Count);
    }

    /// <summary>The numbers that the model takes for texts, several for each sample.</summary>
    /// <param name="texts">A row for each sample.</param>
    /// <inheritdoc cref="Indices(IReadOnlyList{string})"/>
    public Tensor Indices(string[,] texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return Fitted(Reader().Indices(texts), texts.GetLength(0));
    }

    private ITextLayer Reader() => TextLayer ?? throw new InvalidOperationException(InputTypes.Count > 1
        ? $"The model {Name} has {InputTypes.Count} inputs: turn texts into numbers by the text layer of each, GetLayer(name), and give all to Predict."
        : $"The model {Name} takes numbers: no text layer (TextVectorization, StringLookup, Hashing) reads its input.");

    /// <summary>Where a sample is a text without an axis of its own, so are its numbers.</summary>
    private Tensor Fitted(Tensor indices, int samples) => InputTypes[0].Shape is { Rank: var rank } shape && rank != indices.Rank && shape[1..].IsKnown ? indices.Reshape([samples, .. shape[1..]]) : indices;
}
