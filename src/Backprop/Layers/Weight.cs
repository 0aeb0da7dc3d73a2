using Backprop.Constraints;
using Backprop.Graphs;
using Backprop.Initializers;
using Backprop.Kernels;
using Backprop.Regularizers;
using Backprop.Tensors;

namespace Backprop.Layers;

/// <summary>A variable of a layer, with what the layer's author and user said about it.</summary>
public sealed class Weight
{
    private readonly Initializer _initializer;
    private bool _isPending = true;

    internal Weight(string name, Variable variable, Initializer initializer, bool isTrainable, Regularizer? regularizer, Constraint? constraint) =>
        (Name, Variable, _initializer, IsTrainable, Regularizer, Constraint) = (name, variable, initializer, isTrainable, regularizer, constraint);

    /// <summary>The name within the layer, for example "kernel".</summary>
    public string Name { get; }

    /// <summary>The numbers, as a leaf of expressions.</summary>
    public Variable Variable { get; }

    /// <summary>Where Keras shows the weight: "dense/kernel".</summary>
    public string Path => Variable.Name;

    /// <summary>Whether an optimizer may change it when its layer is trainable; moving averages are not.</summary>
    public bool IsTrainable { get; }

    /// <summary>The penalty that is added to the loss while the weight is trained, or null.</summary>
    public Regularizer? Regularizer { get; }

    /// <summary>What the weight must satisfy after each step, or null.</summary>
    public Constraint? Constraint { get; }

    /// <summary>The lengths of the axes.</summary>
    public Shape Shape => Variable.Shape;

    /// <summary>Sets the numbers.</summary>
    /// <exception cref="ArgumentException">The shape differs.</exception>
    public void Assign(Tensor value)
    {
        Variable.Assign(value);
        _isPending = false;
    }

    /// <summary>Draws the first numbers, once: a layer may exist before the model whose seed it follows.</summary>
    internal void Initialize(long seed, uint layer, uint index)
    {
        if (!_isPending) return;
        var key = new RandomKey(unchecked((ulong)seed), (uint)RandomPurpose.Weights, layer, index, 0);
        Assign(_initializer.Create(Shape, Variable.DType, new RandomSource(key)));
    }
}
