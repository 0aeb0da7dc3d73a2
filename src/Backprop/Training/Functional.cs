using Backprop.Layers;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Training;

/// <summary>
/// A model of any shape, described by calling layers: several inputs and outputs, branches, layers used twice, models inside models.
/// <code>
/// SymbolicTensor x = Input.Of([2]);
/// SymbolicTensor y = new Dense(1).Apply(new Dense(2).Apply(x));
/// var model = new Functional(x, y);
/// </code>
/// Keras makes this class when Model(inputs, outputs) is called.
/// </summary>
public sealed class Functional : Model
{
    private readonly LayerGraph _graph;

    /// <summary>The model between one input and one output.</summary>
    /// <inheritdoc cref="Functional(IReadOnlyList{SymbolicTensor}, IReadOnlyList{SymbolicTensor}, string?, long?)"/>
    public Functional(SymbolicTensor input, SymbolicTensor output, string? name = null, long? seed = null)
        : this([input], [output], name, seed)
    {
    }

    /// <summary>The model between some inputs and some outputs.</summary>
    /// <param name="inputs">Values from <see cref="Input"/>, or any others on the way to the outputs.</param>
    /// <param name="outputs">What the model computes.</param>
    /// <param name="name">The name. Default functional.</param>
    /// <param name="seed">From which weights, shuffling and dropout follow. Default that of <see cref="Utils.SetRandomSeed"/>, at first 0.</param>
    /// <exception cref="ArgumentException">An output depends on an input that is not given, or two layers have one name.</exception>
    public Functional(IReadOnlyList<SymbolicTensor> inputs, IReadOnlyList<SymbolicTensor> outputs, string? name = null, long? seed = null)
        : base(name, FloatType(inputs), seed)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        if (inputs.Count == 0 || outputs.Count == 0) throw new ArgumentException("A model needs an input and an output.");
        _graph = new LayerGraph([.. inputs], [.. outputs]);
        InputTypes = [.. inputs.Select(input => input.Type)];
        TrackAll(_graph.Layers);
        EnsureBuilt(InputTypes);
        if (!WeightAllowance.IsLoading) Initialize(Seed);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TensorType> InputTypes { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> OutputNames => Unique([.. _graph.Outputs.Select(output => output.Call.Layer.Name)]);

    /// <summary>The values that go in.</summary>
    public IReadOnlyList<SymbolicTensor> Inputs => _graph.Inputs;

    /// <summary>The values that come out.</summary>
    public IReadOnlyList<SymbolicTensor> Outputs => _graph.Outputs;

    /// <inheritdoc/>
    public override string KerasModule => "keras.src.models.functional";

    /// <inheritdoc/>
    public override string? RegisteredName => nameof(Functional);

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Layers => [.. Parts.Where(part => part is not OperationLayer)];

    /// <inheritdoc/>
    public override Config GetConfig() => FunctionalConfig.Write(this);

    /// <summary>The model that <see cref="GetConfig"/> describes, without weights' numbers.</summary>
    /// <exception cref="ConfigException">The description is wrong.</exception>
    public static Functional FromConfig(Config config) => new FunctionalConfigReader(config).Read();

    /// <inheritdoc/>
    public override Functional Clone(bool copyWeights = false, long? seed = null, Func<Layer, Layer?>? cloneFunction = null) => ModelCopy.Of(this, copyWeights, seed ?? Seed, cloneFunction);

    internal override LayerGraph Graph => _graph;

    private static DType? FloatType(IReadOnlyList<SymbolicTensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        foreach (SymbolicTensor input in inputs)
        {
            if (input.Type.DType.IsFloat) return input.Type.DType;
        }

        return null;
    }

    private static IReadOnlyList<string> Unique(string[] names) =>
        [.. names.Select((name, i) => names.Count(other => other == name) == 1 ? name : $"{name}_{names[..i].Count(other => other == name)}")];
}
