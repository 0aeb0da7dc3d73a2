using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Layers;

public abstract partial class Layer
{
    // Two lengths for each unknown one: what differs between the two results depends on it and is unknown, too.
    private static readonly int[] s_batchLengths = [2, 3];
    private static readonly int[] s_otherLengths = [64, 96];

    /// <summary>Creates the weights for an input of some shape.</summary>
    /// <param name="inputShape">The first length, the batch, is <see cref="Shape.Unknown"/>.</param>
    protected virtual void Build(Shape inputShape)
    {
    }

    /// <summary>Creates the weights for several inputs. Default: those for the first.</summary>
    protected virtual void Build(IReadOnlyList<Shape> inputShapes)
    {
        ArgumentNullException.ThrowIfNull(inputShapes);
        Build(inputShapes[0]);
    }

    /// <summary>The output as an expression of one input.</summary>
    /// <param name="x">The input: the first axis is the batch.</param>
    /// <param name="context">Whether this is training, and where names, losses and updates go.</param>
    protected virtual Node Call(Node x, CallContext context) => throw new InvalidOperationException($"The layer class {GetType().Name} does not say what it computes: override Call.");

    /// <summary>The output as an expression of several inputs. Default: one is expected.</summary>
    protected virtual Node Call(IReadOnlyList<Node> inputs, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return inputs.Count == 1 ? Call(inputs[0], context) : throw new ArgumentException($"it takes one input, not {inputs.Count}");
    }

    /// <summary>Several outputs as expressions of several inputs. Default: one output.</summary>
    protected virtual IReadOnlyList<Node> CallAll(IReadOnlyList<Node> inputs, CallContext context) => [Call(inputs, context)];

    /// <summary>Applies the layer to one node. On first use the weights are created.</summary>
    /// <exception cref="ArgumentException">The input does not fit; the message names the layer, what it got and what it expects.</exception>
    public Node Apply(Node x, CallContext context) => Apply([x], context);

    /// <summary>Applies the layer to several nodes.</summary>
    /// <inheritdoc cref="Apply(Node, CallContext)"/>
    public Node Apply(IReadOnlyList<Node> inputs, CallContext context, CallOptions<Node>? options = null)
    {
        IReadOnlyList<Node> outputs = ApplyAll(inputs, context, options);
        return outputs.Count == 1 ? outputs[0] : throw new InvalidOperationException($"The layer {Name} has {outputs.Count} outputs; use ApplyAll.");
    }

    /// <summary>Applies the layer to several nodes and returns all of its outputs.</summary>
    /// <inheritdoc cref="Apply(Node, CallContext)"/>
    public IReadOnlyList<Node> ApplyAll(IReadOnlyList<Node> inputs, CallContext context, CallOptions<Node>? options = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(context);
        EnsureBuilt([.. inputs.Select(input => input.Type)], options?.Map(value => value.Type));
        if (!context.IsDry) EnsureInitialized();
        // A mask that is given goes before those that travel with the inputs.
        Node?[] masks = [.. inputs.Select(context.MaskOf)];
        if (options?.Inputs.TryGetValue("mask", out IReadOnlyList<Node>? given) == true)
        {
            for (int i = 0; i < given.Count && i < masks.Length; i++) masks[i] = given[i];
        }

        context.Enter(this, masks, options);
        try
        {
            Node[] own = [.. inputs.Select(OwnType)];
            IReadOnlyList<Node> outputs = CallAll(own, context);
            if (!IsModel)
            {
                IReadOnlyList<Node?> outputMasks = ComputeMasks(own, masks, outputs, context);
                for (int i = 0; i < outputs.Count; i++)
                {
                    context.SetMask(outputs[i], i < outputMasks.Count ? outputMasks[i] : null);
                    // What the layer has not named itself.
                    if (outputs[i] is OperationNode && context.Names.Of(outputs[i]).Count == 0) context.Record(outputs.Count == 1 ? "output" : $"output{i}", outputs[i]);
                }
            }

            if (context.IsFirstCall)
            {
                foreach (Func<Node> loss in _losses) context.AddLoss(loss());
            }

            if (ActivityRegularizer is { } regularizer && !PenalisesParts)
            {
                // Per sample, as in Keras; penalties on weights are not divided.
                foreach (Node output in outputs) context.AddLoss(regularizer.Penalty(output) / output.Shape[0]);
            }

            return outputs;
        }
        catch (ArgumentException e) when (e is not LayerInputException)
        {
            throw new LayerInputException(this, inputs.Select(input => input.Type.ToString()), e);
        }
        finally
        {
            context.Leave();
        }
    }

    /// <summary>Applies the layer in a model that is being described.</summary>
    /// <inheritdoc cref="Apply(Node, CallContext)"/>
    public SymbolicTensor Apply(SymbolicTensor x) => Apply([x]);

    /// <summary>Applies the layer to several values in a model that is being described.</summary>
    /// <inheritdoc cref="Apply(Node, CallContext)"/>
    public SymbolicTensor Apply(params IReadOnlyList<SymbolicTensor> inputs)
    {
        IReadOnlyList<SymbolicTensor> outputs = ApplyAll(inputs);
        return outputs.Count == 1 ? outputs[0] : throw new InvalidOperationException($"The layer {Name} has {outputs.Count} outputs; use ApplyAll.");
    }

    /// <summary>Applies the layer, with a mask or other options, in a model that is being described.</summary>
    /// <inheritdoc cref="Apply(Node, CallContext)"/>
    public SymbolicTensor Apply(IReadOnlyList<SymbolicTensor> inputs, CallOptions<SymbolicTensor> options)
    {
        IReadOnlyList<SymbolicTensor> outputs = ApplyAll(inputs, options);
        return outputs.Count == 1 ? outputs[0] : throw new InvalidOperationException($"The layer {Name} has {outputs.Count} outputs; use ApplyAll.");
    }

    /// <summary>Applies the layer in a model that is being described and returns all of its outputs.</summary>
    /// <inheritdoc cref="Apply(Node, CallContext)"/>
    public IReadOnlyList<SymbolicTensor> ApplyAll(params IReadOnlyList<SymbolicTensor> inputs) => ApplyAll(inputs, new CallOptions<SymbolicTensor>());

    /// <summary>Applies the layer, with a mask or other options, in a model that is being described and returns all of its outputs.</summary>
    /// <inheritdoc cref="Apply(Node, CallContext)"/>
    public IReadOnlyList<SymbolicTensor> ApplyAll(IReadOnlyList<SymbolicTensor> inputs, CallOptions<SymbolicTensor> options)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(options);
        TensorType[] types = [.. inputs.Select(input => input.Type)];
        bool isPlain = options.Inputs.Count == 0 && options.Flags.Count == 0;
        return new LayerCall(this, [.. inputs], isPlain ? InferTypes(types) : InferTypes(types, options.Map(value => value.Type)), options).Outputs;
    }

    /// <summary>The types of the outputs for inputs of these types, found by calling the layer on placeholders. Lengths that depend on an unknown one are unknown.</summary>
    /// <inheritdoc cref="Apply(Node, CallContext)"/>
    public virtual IReadOnlyList<TensorType> InferTypes(IReadOnlyList<TensorType> inputs) => InferTypes(inputs, null);

    private IReadOnlyList<TensorType> InferTypes(IReadOnlyList<TensorType> inputs, CallOptions<TensorType>? options)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        EnsureBuilt(inputs, options);
        IReadOnlyList<Node> first = Try(inputs, options, 0);
        if (inputs.All(input => input.Shape.IsKnown)) return [.. first.Select(node => node.Type)];
        IReadOnlyList<Node> second = Try(inputs, options, 1);
        return [.. first.Zip(second, (a, b) => new TensorType(a.DType, Common(a.Shape, b.Shape)))];
    }

    /// <summary>While the weights are created: what the layer was called with besides its inputs.</summary>
    private protected CallOptions<TensorType>? BuildOptions { get; private set; }

    /// <summary>Creates the weights, unless they exist.</summary>
    internal void EnsureBuilt(IReadOnlyList<TensorType> inputs, CallOptions<TensorType>? options = null)
    {
        if (IsBuilt) return;
        BuildShapes = [.. inputs.Select(input => input.Shape.Rank == 0 ? input.Shape : input.Shape.With(0, Shape.Unknown))];
        foreach (TensorType input in inputs)
        {
            if (input.DType.IsFloat) _dtype ??= input.DType;
        }

        try
        {
            BuildOptions = options;
            Build([.. inputs.Select(input => input.Shape)]);
            BuildOptions = null;
        }
        catch (ArgumentException e) when (e is not LayerInputException)
        {
            throw new LayerInputException(this, inputs.Select(input => input.ToString()), e);
        }

        IsBuilt = true;
    }

    /// <summary>Floats in the layer's own number type.</summary>
    private Node OwnType(Node x) => x.DType.IsFloat ? Functions.Cast(x, DType) : x;

    private IReadOnlyList<Node> Try(IReadOnlyList<TensorType> inputs, CallOptions<TensorType>? options, int round)
    {
        Node Stand(TensorType input)
        {
            Shape shape = input.Shape;
            for (int axis = 0; axis < shape.Rank; axis++)
            {
                if (shape[axis] == Shape.Unknown) shape = shape.With(axis, (axis == 0 ? s_batchLengths : s_otherLengths)[round]);
            }

            return Placeholder.Of($"input of {Name}", input.DType, shape);
        }

        try
        {
            return ApplyAll([.. inputs.Select(Stand)], new CallContext { IsDry = true }, options?.Map(Stand));
        }
        catch (LayerInputException e) when (ReferenceEquals(e.Layer, this) && e.InnerException is { } inner)
        {
            // Said again with the shapes that the user knows, None for the batch.
            throw new LayerInputException(this, inputs.Select(input => input.ToString()), inner);
        }
    }

    private static Shape Common(Shape a, Shape b)
    {
        Shape common = a;
        for (int axis = 0; axis < a.Rank; axis++)
        {
            if (a[axis] != b[axis]) common = common.With(axis, Shape.Unknown);
        }

        return common;
    }
}
