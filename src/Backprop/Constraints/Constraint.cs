using Backprop.Graphs;
using Backprop.Vocabulary;

namespace Backprop.Constraints;

/// <summary>
/// What a weight must satisfy: it is mapped onto an allowed one after each step of the optimizer.
/// Wherever one is expected, its Keras name does: <c>kernelConstraint: "non_neg"</c>.
/// </summary>
public abstract class Constraint : IKerasObject
{
    /// <inheritdoc/>
    public string KerasModule => "keras.constraints";

    /// <inheritdoc/>
    public virtual string KerasClass => GetType().Name;

    /// <inheritdoc/>
    public virtual string? RegisteredName => null;

    /// <summary>The arguments of the constructor, under Keras' names. Default none.</summary>
    public virtual Config GetConfig() => new();

    /// <summary>The allowed weight: a node of the same shape.</summary>
    public abstract Node Apply(Node w);

    /// <summary>The constraint with this name and its default arguments.</summary>
    /// <exception cref="ArgumentException">There is no such constraint; the message suggests the nearest.</exception>
    public static implicit operator Constraint(string name) => ConstraintRegistry.All.Get(name);

    /// <summary>The class in snake case.</summary>
    public override string ToString() => KerasNames.SnakeCase(GetType().Name);
}
