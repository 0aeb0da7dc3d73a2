using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>
/// An operation that treats every element alike, after broadcasting its inputs to a common shape.
/// Plans fuse chains of them into one pass over memory. Derive from <see cref="Unary{TFunction}"/>, <see cref="Binary{TFunction}"/>
/// or <see cref="Ternary{TFunction}"/>.
/// </summary>
public abstract class ElementwiseOperation : Operation
{
    private protected ElementwiseOperation()
    {
    }

    /// <summary>Whether the result is a truth value.</summary>
    public virtual bool IsComparison => false;

    /// <summary>Whether plans may fuse it into a program; not where the inputs have different number types.</summary>
    public virtual bool IsFusable => true;

    /// <summary>Whether the function exists for float32 and float64 only.</summary>
    public virtual bool IsForFloatsOnly => true;

    /// <summary>The number of inputs.</summary>
    public abstract int InputCount { get; }

    internal abstract ElementwiseCode Code { get; }

    /// <summary>The types equal, the shapes broadcast together.</summary>
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        if (inputs.Length != InputCount) throw Refuse($"{InputCount} inputs", inputs);
        Shape shape = inputs[0].Shape;
        foreach (TensorType input in inputs)
        {
            if (input.DType != inputs[0].DType) throw Refuse("inputs of one number type", inputs);
            try
            {
                shape = Shape.Broadcast(shape, input.Shape);
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException($"{Name}: {e.Message}", e);
            }
        }

        if (IsForFloatsOnly && !inputs[0].DType.IsFloat) throw Refuse("float32 or float64", inputs);
        return new TensorType(IsComparison ? DType.Bool : inputs[0].DType, shape);
    }

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output) => Bind([.. inputs], output).Run();

    /// <summary>An input that was repeated by hand is repeated while it is read.</summary>
    internal override Node? Simplify(OperationNode node)
    {
        for (int i = 0; i < node.Inputs.Count; i++)
        {
            if (node.Inputs[i] is not OperationNode { Operation: BroadcastTo } repeated) continue;
            Node[] inputs = [.. node.Inputs];
            inputs[i] = repeated.Inputs[0];
            Shape shape = [];
            foreach (Node input in inputs) shape = Shape.Broadcast(shape, input.Shape);
            if (shape == node.Shape) return OperationNode.Of(this, inputs);
        }

        return null;
    }

    /// <summary>The other input, when one is the given number everywhere and the result has the other's shape.</summary>
    internal static Node? Other(OperationNode node, double number, bool eitherSide)
    {
        if (node.Inputs[1] is Constant { Single: double b } && b.Equals(number) && node.Inputs[0].Shape == node.Shape) return node.Inputs[0];
        return eitherSide && node.Inputs[0] is Constant { Single: double a } && a.Equals(number) && node.Inputs[1].Shape == node.Shape ? node.Inputs[1] : null;
    }

    internal override Kernel Bind(Tensor[] inputs, Tensor output)
    {
        var types = new TensorType[inputs.Length];
        for (int i = 0; i < types.Length; i++) types[i] = inputs[i].Type;
        ElementwiseStep step = new(Code, [.. Enumerable.Range(0, inputs.Length)]);
        return new ElementwiseProgram(ComputeType(types, output.DType), output.Shape, inputs, [step], [(inputs.Length, output)]);
    }

    /// <summary>The number type that the loop works in: that of the inputs that are not truth values.</summary>
    internal static DType ComputeType(ReadOnlySpan<TensorType> inputs, DType output)
    {
        foreach (TensorType input in inputs)
        {
            if (input.DType != DType.Bool) return input.DType;
        }

        return output == DType.Bool ? DType.Float32 : output;
    }
}

/// <summary>A function of one element.</summary>
/// <typeparam name="TFunction">The function's plain and fast forms.</typeparam>
public abstract class Unary<TFunction> : ElementwiseOperation
    where TFunction : struct, IUnaryFunction
{
    /// <inheritdoc/>
    public override int InputCount => 1;

    internal override ElementwiseCode Code => ElementwiseCode.Unary<TFunction>();
}

/// <summary>A function of two elements.</summary>
/// <typeparam name="TFunction">The function's plain and fast forms.</typeparam>
public abstract class Binary<TFunction> : ElementwiseOperation
    where TFunction : struct, IBinaryFunction
{
    /// <inheritdoc/>
    public override int InputCount => 2;

    internal override ElementwiseCode Code => ElementwiseCode.Binary<TFunction>();
}

/// <summary>A function of three elements.</summary>
/// <typeparam name="TFunction">The function's plain and fast forms.</typeparam>
public abstract class Ternary<TFunction> : ElementwiseOperation
    where TFunction : struct, ITernaryFunction
{
    /// <inheritdoc/>
    public override int InputCount => 3;

    internal override ElementwiseCode Code => ElementwiseCode.Ternary<TFunction>();
}
