using Backprop.Graphs;
using Backprop.Vocabulary;

namespace Backprop.Regularizers;

/// <summary>
/// A penalty on a weight, or on a layer's output, that is added to the loss. Wherever one is expected, its Keras name does: <c>kernelRegularizer: "l2"</c>.
/// </summary>
public abstract class Regularizer : IKerasObject
{
    /// <inheritdoc/>
    public string KerasModule => "keras.regularizers";

    /// <inheritdoc/>
    public virtual string KerasClass => GetType().Name;

    /// <inheritdoc/>
    public virtual string? RegisteredName => null;

    /// <summary>The arguments of the constructor, under Keras' names. Default none.</summary>
    public virtual Config GetConfig() => new();

    /// <summary>The penalty: a single number.</summary>
    public abstract Node Penalty(Node w);

    /// <summary>The regularizer with this name and its default arguments.</summary>
    /// <exception cref="ArgumentException">There is no such regularizer; the message suggests the nearest.</exception>
    public static implicit operator Regularizer(string name) => RegularizerRegistry.All.Get(name);

    /// <summary>The class in snake case.</summary>
    public override string ToString() => KerasNames.SnakeCase(GetType().Name);
}
