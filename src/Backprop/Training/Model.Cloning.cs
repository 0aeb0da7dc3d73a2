using Backprop.Layers;
using Backprop.Tensors;

namespace Backprop.Training;

public abstract partial class Model
{
    /// <summary>
    /// A model with the same layers, none of them shared with this one: what Keras calls clone_model. The weights are drawn afresh, or copied. The clone is not
    /// compiled; vocabularies count as configuration and are copied. Models inside the model are cloned in turn. A model of a class of your own must stand in <see cref="LayerRegistry"/>.
    /// </summary>
    /// <param name="copyWeights">Whether the clone begins with this model's weights. Default false.</param>
    /// <param name="seed">From which the clone's weights, shuffling and dropout follow: another seed, other weights. Default this model's.</param>
    /// <param name="cloneFunction">Makes the copy of a layer that is no input and no model; where it returns null, the layer is copied by its configuration. Default that for all.</param>
    /// <exception cref="InvalidOperationException">A layer's class is not registered, so that its configuration does not tell how to make one; or a copy has other weights.</exception>
    public virtual Model Clone(bool copyWeights = false, long? seed = null, Func<Layer, Layer?>? cloneFunction = null)
    {
        if (cloneFunction is not null) throw new InvalidOperationException($"The layers of {Name} are attributes of the class {GetType().Name}, which makes them itself: cloneFunction is for Sequential and Functional models.");
        var copy = (Model)Copy();
        copy.Seed = seed ?? Seed;
        return ModelCopy.Finish(this, copy, copyWeights, IsBuilt ? [.. BuildShapes.Select(shape => new TensorType(DType, shape))] : []);
    }

    /// <inheritdoc/>
    private protected override Layer CopyWithoutWeights() => ModelConfig.ReadLayer(ToJson(), Name);
}
