using System.Text.Json.Nodes;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Vocabulary;

namespace Backprop.Training;

/// <summary>
/// One operation between the layers of a functional model, where Python code wrote x + y or <c>keras.ops.mean(x)</c>: Keras keeps such a node beside the layers.
/// It has no weights and does not count as a layer. Which operations there are says <see cref="KerasOperationTable"/>.
/// </summary>
internal sealed class OperationLayer : Layer
{
    private readonly string _module;
    private readonly string _class;
    private readonly Config _config;
    private OperationArguments? _arguments;

    private OperationLayer(string name, string module, string className, Config config)
        : base(name) => (_module, _class, _config) = (module, className, config);

    /// <inheritdoc/>
    public override string KerasModule => _module;

    /// <inheritdoc/>
    public override string KerasClass => _class;

    /// <inheritdoc/>
    public override string? RegisteredName => _class;

    /// <inheritdoc/>
    public override Config GetConfig() => _config;

    /// <summary>Whether an entry among the layers of a functional model is an operation.</summary>
    public static bool IsOperation(Config entry) =>
        entry.OptionalText("module") is { } module && (module.StartsWith("keras.src.ops.", StringComparison.Ordinal) || module.StartsWith("keras.ops", StringComparison.Ordinal));

    /// <summary>The operation that an entry describes.</summary>
    /// <exception cref="ConfigException">It is not known.</exception>
    public static OperationLayer FromConfig(Config entry)
    {
        string className = entry.Text("class_name");
        if (!KerasOperationTable.Contains(className)) throw new ConfigException(entry.At("class_name"), $"there is no operation \"{className}\" here. {KerasOperationTable.Hint(className)}");
        Config config = entry.Has("config") ? entry.Inner("config") : new Config();
        return new OperationLayer(entry.OptionalName() ?? config.Text("name"), entry.Text("module"), className, config);
    }

    /// <summary>Applies the operation to the values of its call.</summary>
    public LayerCall Call(OperationArguments arguments)
    {
        if (_arguments is not null) throw new ArgumentException($"The operation {Name} is called twice; in Keras each call is an operation of its own.");
        _arguments = arguments;
        return ApplyAll(arguments.Values)[0].Call;
    }

    /// <summary>The same operation, applied to other values.</summary>
    public LayerCall CopyTo(IReadOnlyList<SymbolicTensor> values) => new OperationLayer(Name, _module, _class, _config).Call(_arguments!.With(values));

    /// <inheritdoc/>
    protected override IReadOnlyList<Node> CallAll(IReadOnlyList<Node> inputs, CallContext context) => KerasOperationTable.Apply(_class, new OperationCall(_arguments!, inputs, _config));

    /// <summary>The operation as Keras writes it.</summary>
    public JsonObject ToOperationJson() => KerasObjects.Write(this)!;

    /// <summary>The call as Keras writes it.</summary>
    public JsonObject ToCallJson(LayerCall call, Func<SymbolicTensor, JsonNode> value) => _arguments!.Write([.. call.Inputs.Select(value)]);
}
