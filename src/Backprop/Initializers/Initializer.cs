using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Initializers;

/// <summary>
/// How the numbers of a weight start. Wherever one is expected, its Keras name does: <c>kernelInitializer: "he_normal"</c>.
/// With the same random numbers it gives the same weights.
/// </summary>
public abstract class Initializer : IKerasObject
{
    /// <inheritdoc/>
    public string KerasModule => "keras.initializers";

    /// <inheritdoc/>
    public virtual string KerasClass => GetType().Name;

    /// <inheritdoc/>
    public virtual string? RegisteredName => null;

    /// <summary>The arguments of the constructor, under Keras' names. Default none.</summary>
    public virtual Config GetConfig() => new();

    /// <summary>The numbers for a weight.</summary>
    /// <param name="shape">The weight's shape.</param>
    /// <param name="dtype">The weight's number type.</param>
    /// <param name="random">The stream that belongs to this weight alone.</param>
    public abstract Tensor Create(Shape shape, DType dtype, RandomSource random);

    /// <summary>The initializer with this name and its default arguments.</summary>
    /// <exception cref="ArgumentException">There is no such initializer; the message suggests the nearest.</exception>
    public static implicit operator Initializer(string name) => InitializerRegistry.All.Get(name);

    /// <summary>The class in snake case.</summary>
    public override string ToString() => KerasNames.SnakeCase(GetType().Name);
}
