using System.Text.Json;
using System.Text.Json.Nodes;
using Backprop.Layers;
using Backprop.Vocabulary;

namespace Backprop.Training;

/// <summary>
/// Reads a functional model as Keras does: makes the layers, then calls them in the order in which their inputs become known.
/// Source: <c>functional_from_config</c> in keras/src/models/functional.py.
/// </summary>
internal sealed class FunctionalConfigReader(Config config)
{
    // What Keras' layers call their first inputs, for calls in which even those are named.
    private static readonly string[] s_inputNames = ["inputs", "x", "sequences", "sequence", "query", "value"];

    private readonly Dictionary<(string Layer, int Call), LayerCall> _calls = [];
    private readonly Dictionary<string, (Layer Layer, string Path)> _layers = [];

    public Functional Read()
    {
        var waiting = new List<(Layer Layer, int Index, JsonNode Json, string Path)>();
        if (config.Json("layers") is not JsonArray layers) throw new ConfigException(config.Path, "\"layers\" is missing; a list of layers is expected.");
        for (int i = 0; i < layers.Count; i++) ReadLayer(layers[i], $"{config.At("layers")}[{i}]", waiting);
        FitTextInputs(waiting);
        CallAll(waiting);
        SymbolicTensor[] inputs = Ends("input_layers"), outputs = Ends("output_layers");
        Functional? model = null;
        ModelConfig.At(config.Path, () => model = new Functional(inputs, outputs));
        return model!;
    }

    private void ReadLayer(JsonNode? json, string path, List<(Layer Layer, int Index, JsonNode Json, string Path)> waiting)
    {
        if (json is not JsonObject outer) throw new ConfigException(path, $"it must be the description of a layer, not {Config.Short(json)}.");
        var entry = new Config(outer, path);
        Layer layer = OperationLayer.IsOperation(entry) ? OperationLayer.FromConfig(entry) : LayerRegistry.All.Read(outer, path);
        string name = entry.OptionalName() ?? layer.Name;
        if (!_layers.TryAdd(name, (layer, path))) throw new ConfigException(path, $"there are two layers named \"{name}\".");
        if (layer is InputLayer input) _calls[(name, 0)] = input.Output.Call;
        if (outer["inbound_nodes"] is not JsonArray nodes) return;
        for (int i = 0; i < nodes.Count; i++)
        {
            string at = $"{path}.inbound_nodes[{i}]";
            waiting.Add((layer, i, nodes[i] ?? throw new ConfigException(at, "a call is expected, not null."), at));
        }
    }

    /// <summary>An input of texts becomes the numbers of the text layer that takes it.</summary>
    private void FitTextInputs(List<(Layer Layer, int Index, JsonNode Json, string Path)> waiting)
    {
        foreach ((string name, (Layer layer, string path)) in _layers.ToArray())
        {
            if (layer is not InputLayer { TextShape: not null } input) continue;
            Layer[] takers = [.. waiting.Where(call => Takes(call.Json, name)).Select(call => call.Layer).Distinct().Where(taker => TextInputs.Of(input, taker) is not null)];
            if (takers.Length > 1) throw new ConfigException(path, $"the texts of \"{name}\" go into {string.Join(" and ", takers.Select(taker => taker.Name))}; here an input has one text layer: give each an input of its own.");
            if (takers is not [var only]) continue;
            InputLayer fitted = TextInputs.Of(input, only)!;
            _layers[name] = (fitted, path);
            _calls[(name, 0)] = fitted.Output.Call;
        }
    }

    /// <summary>Whether a call takes a value of a layer: its history is [layer, call, output].</summary>
    private static bool Takes(JsonNode? json, string layer) => json switch
    {
        JsonArray { Count: >= 3 } history when history[0] is JsonValue name && name.TryGetValue(out string? text) && text == layer && history[1] is JsonValue => true,
        JsonArray list => list.Any(item => Takes(item, layer)),
        JsonObject entries => entries.Any(entry => Takes(entry.Value, layer)),
        _ => false,
    };

    /// <summary>Calls what can be called until nothing is left; each call waits for the first of its values that is not there yet.</summary>
    private void CallAll(List<(Layer Layer, int Index, JsonNode Json, string Path)> waiting)
    {
        var blocked = new Dictionary<(string, int), List<(Layer Layer, int Index, JsonNode Json, string Path)>>();
        var ready = new Queue<(Layer Layer, int Index, JsonNode Json, string Path)>(waiting);
        while (ready.TryDequeue(out (Layer Layer, int Index, JsonNode Json, string Path) next))
        {
            var call = new CallReader(this, next.Path);
            if (next.Json is not JsonArray { Count: 0 }) call.Read(next.Json);
            if (call.Missing is { } missing)
            {
                if (!blocked.TryGetValue(missing, out List<(Layer Layer, int Index, JsonNode Json, string Path)>? others)) blocked[missing] = others = [];
                others.Add(next);
                continue;
            }

            if (call.Inputs.Count == 0 && call.Options.Inputs.Count == 0) continue;
            string name = next.Layer.Name;
            ModelConfig.At(next.Path, () => _calls[(name, next.Index)] = next.Layer is OperationLayer operation ? operation.Call(call.Arguments(next.Json)) : next.Layer.ApplyAll(call.Inputs, call.Options)[0].Call);
            if (blocked.Remove((name, next.Index), out List<(Layer Layer, int Index, JsonNode Json, string Path)>? freed))
            {
                foreach ((Layer Layer, int Index, JsonNode Json, string Path) one in freed) ready.Enqueue(one);
            }
        }

        foreach (((string layer, int call), List<(Layer Layer, int Index, JsonNode Json, string Path)> stuck) in blocked)
        {
            throw new ConfigException(stuck[0].Path, $"it takes the output of call {call} of the layer \"{layer}\", which does not exist or depends on this one.");
        }
    }

    private SymbolicTensor[] Ends(string key)
    {
        var found = new List<SymbolicTensor>();
        Collect(config.Json(key));
        return found.Count > 0 ? [.. found] : throw new ConfigException(config.At(key), "a layer, a call and an output are expected: [\"dense\", 0, 0].");

        void Collect(JsonNode? node)
        {
            if (node is JsonArray { Count: 3 } triple && triple[0]?.GetValueKind() == JsonValueKind.String && triple[1] is JsonValue && triple[2] is JsonValue)
            {
                found.Add(Find(triple, config.At(key), countsItself: true) ?? throw new ConfigException(config.At(key), $"there is no such value: {Config.Short(triple)}."));
            }
            else if (node is JsonArray list)
            {
                foreach (JsonNode? item in list) Collect(item);
            }
            else if (node is JsonObject dictionary)
            {
                foreach ((_, JsonNode? item) in dictionary) Collect(item);
            }
        }
    }

    /// <summary>The value with this history [layer, call, output]; null when the call was not made yet.</summary>
    /// <param name="history">Layer, call, output.</param>
    /// <param name="path">Where it stands in the file.</param>
    /// <param name="countsItself">Whether the calls of a model inside the model are counted from 1, its own construction being number 0.</param>
    private SymbolicTensor? Find(JsonArray history, string path, bool countsItself)
    {
        (string layer, int call, int output) = History(history, path);
        if (!_layers.TryGetValue(layer, out (Layer Layer, string Path) entry)) throw new ConfigException(path, $"there is no layer \"{layer}\".");
        if (countsItself && entry.Layer is Functional) call--;
        if (!_calls.TryGetValue((layer, call), out LayerCall? made)) return null;
        return (uint)output < (uint)made.Outputs.Count ? made.Outputs[output] : throw new ConfigException(path, $"the layer \"{layer}\" has {made.Outputs.Count} outputs; there is no number {output}.");
    }

    private static (string Layer, int Call, int Output) History(JsonArray history, string path) =>
        history.Count >= 3 && history[0] is JsonValue name && name.TryGetValue(out string? layer) && history[1] is JsonValue call && call.TryGetValue(out int callNumber) && history[2] is JsonValue output && output.TryGetValue(out int outputNumber)
            ? (layer, callNumber, outputNumber)
            : throw new ConfigException(path, $"a value is named by layer, call and output, not by {Config.Short(history)}.");

    /// <summary>The arguments of one call, in the form of Keras 3 ({"args", "kwargs"}) or of Keras 2 (a list of [layer, call, output, kwargs]).</summary>
    private sealed class CallReader(FunctionalConfigReader model, string path)
    {
        private readonly Dictionary<JsonNode, SymbolicTensor> _values = [];

        public List<SymbolicTensor> Inputs { get; } = [];

        public CallOptions<SymbolicTensor> Options { get; } = new();

        /// <summary>The first call that has not been made yet.</summary>
        public (string Layer, int Call)? Missing { get; private set; }

        public void Read(JsonNode json)
        {
            if (json is JsonObject call)
            {
                Inputs.AddRange(Values(call["args"]));
                if (call["kwargs"] is JsonObject kwargs) ReadNamed(kwargs);
            }
            else if (json is JsonArray list)
            {
                IEnumerable<JsonNode?> inputs = list.Count > 0 && list[0] is JsonValue ? Enumerable.Repeat<JsonNode?>(list, 1) : list;
                foreach (JsonNode? item in inputs)
                {
                    if (item is not JsonArray { Count: >= 3 } triple) throw new ConfigException(path, $"a call is a list of [layer, call, output], not {Config.Short(item)}.");
                    Add(triple, Inputs, item, countsItself: true);
                    if (triple.Count > 3 && triple[3] is JsonObject kwargs) ReadNamed(kwargs);
                }
            }
        }

        /// <summary>All arguments of a call of an operation, values in their places.</summary>
        public OperationArguments Arguments(JsonNode json) => new(json, _values, path);

        private void ReadNamed(JsonObject kwargs)
        {
            foreach (string name in s_inputNames)
            {
                if (kwargs[name] is { } node) Inputs.AddRange(Values(node));
            }

            foreach ((string name, JsonNode? node) in kwargs)
            {
                if (node is null || s_inputNames.Contains(name)) continue;
                if (node.GetValueKind() is JsonValueKind.True or JsonValueKind.False) Options.Flags[name] = node.GetValue<bool>();
                else if (Values(node) is { Count: > 0 } values) Options.Inputs[name] = values;
            }
        }

        private List<SymbolicTensor> Values(JsonNode? node)
        {
            var found = new List<SymbolicTensor>();
            Collect(node);
            return found;

            void Collect(JsonNode? item)
            {
                if (item is JsonArray list)
                {
                    foreach (JsonNode? part in list) Collect(part);
                }
                else if (item is JsonObject entry)
                {
                    var tensor = new Config(entry, path);
                    if (tensor.OptionalText("class_name") == "__keras_tensor__")
                    {
                        if (tensor.Inner("config").Json("keras_history") is not JsonArray history) throw new ConfigException(path, "a value without \"keras_history\".");
                        Add(history, found, entry, countsItself: false);
                    }
                    else
                    {
                        foreach ((_, JsonNode? part) in entry) Collect(part);
                    }
                }
            }
        }

        private void Add(JsonArray history, List<SymbolicTensor> to, JsonNode place, bool countsItself)
        {
            if (model.Find(history, path, countsItself) is { } value)
            {
                to.Add(value);
                _values[place] = value;
            }
            else if (Missing is null)
            {
                (string layer, int call, _) = History(history, path);
                Missing = (layer, countsItself && model._layers[layer].Layer is Functional ? call - 1 : call);
            }
        }
    }
}
