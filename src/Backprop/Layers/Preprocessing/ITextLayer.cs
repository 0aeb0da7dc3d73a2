using Backprop.Tensors;

namespace Backprop.Layers;

/// <summary>
/// A layer whose input is text. Text never enters a graph: <see cref="Indices(string[,])"/> turns it into whole numbers before, and a model that begins with
/// such a layer takes those numbers, <c>model.Predict(layer.Indices(texts))</c>.
/// </summary>
public interface ITextLayer
{
    /// <summary>The shape of the numbers for texts of some shape, the batch in front.</summary>
    Shape IndexShape(Shape texts);

    /// <summary>The numbers of texts, int64: what a model that begins with this layer is given.</summary>
    /// <param name="texts">A row for each sample.</param>
    /// <exception cref="InvalidOperationException">There is no vocabulary yet.</exception>
    Tensor Indices(string[,] texts);

    /// <summary>The numbers of texts, one text for each sample.</summary>
    /// <inheritdoc cref="Indices(string[,])"/>
    Tensor Indices(params IReadOnlyList<string> texts);

    /// <summary>What the layer gives out for texts, for use without a model.</summary>
    /// <inheritdoc cref="Indices(string[,])"/>
    Tensor Lookup(params IReadOnlyList<string> texts);
}
