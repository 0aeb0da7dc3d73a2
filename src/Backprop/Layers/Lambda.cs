using Backprop.Graphs;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// A layer that is a function: <c>new Lambda(x => 2 * x)</c>. It has no weights and cannot be saved, because a file holds no functions; a class of your own can.
/// Source: keras/src/layers/core/lambda_layer.py.
/// </summary>
public sealed class Lambda : Layer
{
    private readonly Func<IReadOnlyList<Node>, Node> _function;

    /// <summary>A layer with one input.</summary>
    /// <param name="function">The output as an expression of the input.</param>
    /// <param name="name">The name. Default lambda, lambda_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    public Lambda(Func<Node, Node> function, string? name = null, DType? dtype = null)
        : base(name, dtype)
    {
        ArgumentNullException.ThrowIfNull(function);
        _function = inputs => inputs is [Node x] ? function(x) : throw new ArgumentException($"it takes one input, not {inputs.Count}");
    }

    /// <summary>A layer with several inputs.</summary>
    /// <param name="function">The output as an expression of the inputs.</param>
    /// <param name="name">The name. Default lambda, lambda_1 …</param>
    /// <param name="dtype">The number type. Default that of the inputs.</param>
    public Lambda(Func<IReadOnlyList<Node>, Node> function, string? name = null, DType? dtype = null)
        : base(name, dtype) => _function = function ?? throw new ArgumentNullException(nameof(function));

    /// <summary>Refuses: a function cannot be written to a file.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override Config GetConfig() => throw new NotSupportedException($"The layer {Name} is a Lambda, and a function cannot be saved: write a class that derives from Layer instead.");

    /// <inheritdoc/>
    private protected override Layer CopyWithoutWeights() => new Lambda(_function, Name, DType);

    /// <inheritdoc/>
    protected override Node Call(IReadOnlyList<Node> inputs, CallContext context) => _function(inputs);
}
