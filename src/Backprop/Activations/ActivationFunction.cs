using System.Text.Json.Nodes;
using Backprop.Graphs;
using Backprop.Vocabulary;

namespace Backprop.Activations;

/// <summary>
/// A function that a layer applies to its output, element by element or row by row. It is an expression and nothing else: no derivative is written.
/// Wherever one is expected, its Keras name does: <c>new Dense(2, activation: "relu")</c>.
/// </summary>
public abstract class ActivationFunction
{
    /// <summary>The name in Keras, for example "leaky_relu".</summary>
    public virtual string Name => KerasNames.SnakeCase(GetType().Name);

    /// <summary>The function of x: a node of the same shape (but for the few that halve an axis).</summary>
    public abstract Node Apply(Node x);

    /// <summary>Whether the name alone says which function this is.</summary>
    private protected virtual bool HasDefaultArguments => true;

    /// <summary>What Keras writes into files: the name.</summary>
    /// <exception cref="NotSupportedException">The function has arguments of its own, which Keras' files have no place for.</exception>
    public virtual JsonNode ToJson() => HasDefaultArguments
        ? Name
        : throw new NotSupportedException($"Keras' files keep the name of an activation and not its arguments, so that this {Name} would come back with the default ones: give the layer no activation, and put a layer with the arguments behind it (such as ELU, LeakyReLU, ReLU or Softmax), or save the weights alone.");

    /// <summary>The activation with this name and its default arguments.</summary>
    /// <exception cref="ArgumentException">There is no such activation; the message suggests the nearest.</exception>
    public static implicit operator ActivationFunction(string name) => ActivationRegistry.All.Get(name);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
