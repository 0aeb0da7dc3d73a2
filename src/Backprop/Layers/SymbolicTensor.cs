using Backprop.Tensors;

namespace Backprop.Layers;

/// <summary>
/// A value in a model that is being described, before there is data: what <c>Input</c> and a layer's call return in the functional API.
/// Its shape may have unknown lengths, the batch first of all.
/// </summary>
public sealed class SymbolicTensor
{
    internal SymbolicTensor(LayerCall call, int index, TensorType type) => (Call, Index, Type) = (call, index, type);

    /// <summary>The call that it comes from.</summary>
    public LayerCall Call { get; }

    /// <summary>Which of the call's outputs it is.</summary>
    public int Index { get; }

    /// <summary>Number type and shape.</summary>
    public TensorType Type { get; }

    /// <summary>The lengths of the axes; the batch is unknown.</summary>
    public Shape Shape => Type.Shape;

    /// <summary>For example "float32 (None, 2) from dense".</summary>
    public override string ToString() => $"{Type} from {Call.Layer.Name}";
}

/// <summary>One use of a layer in a model. A layer that is used several times shares its weights between its calls.</summary>
public sealed class LayerCall
{
    internal LayerCall(Layer layer, IReadOnlyList<SymbolicTensor> inputs, IReadOnlyList<TensorType> outputs, CallOptions<SymbolicTensor>? options = null)
    {
        Layer = layer;
        Inputs = inputs;
        Options = options ?? new CallOptions<SymbolicTensor>();
        Sources = [.. inputs, .. Options.Inputs.Values.SelectMany(values => values)];
        IsPlain = Options.Inputs.Count == 0 && Options.Flags.Count == 0;
        Outputs = [.. outputs.Select((type, index) => new SymbolicTensor(this, index, type))];
    }

    /// <summary>The layer.</summary>
    public Layer Layer { get; }

    /// <summary>What the layer is applied to; empty for an input.</summary>
    public IReadOnlyList<SymbolicTensor> Inputs { get; }

    /// <summary>What the layer is called with besides: masks, initial states, switches.</summary>
    public CallOptions<SymbolicTensor> Options { get; }

    /// <summary>All values that the call depends on: inputs, then those among the options.</summary>
    internal IReadOnlyList<SymbolicTensor> Sources { get; }

    /// <summary>Whether there are no options.</summary>
    internal bool IsPlain { get; }

    /// <summary>What comes out.</summary>
    public IReadOnlyList<SymbolicTensor> Outputs { get; }
}
