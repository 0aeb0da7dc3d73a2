using Backprop.Graphs;
using Backprop.Layers;

namespace Backprop.Training;

/// <summary>
/// The calls of layers between some inputs and outputs, in the order in which Keras runs them and lists the layers: by distance from the outputs,
/// then by the order in which a walk from the outputs meets them. Source: <c>map_graph</c> in keras/src/ops/function.py.
/// </summary>
internal sealed class LayerGraph
{
    public LayerGraph(IReadOnlyList<SymbolicTensor> inputs, IReadOnlyList<SymbolicTensor> outputs)
    {
        (Inputs, Outputs) = (inputs, outputs);
        var met = new Dictionary<Layer, int>();
        List<LayerCall> finished = Walk(met);
        Dictionary<LayerCall, int> depths = Depths(finished, out Dictionary<Layer, int> layerDepths);
        Calls = [.. finished.OrderByDescending(call => depths[call])];
        foreach (SymbolicTensor input in inputs)
        {
            layerDepths.TryAdd(input.Call.Layer, 0);
            met.TryAdd(input.Call.Layer, -1);
        }

        Layers = [.. layerDepths.Keys.OrderByDescending(layer => layerDepths[layer]).ThenBy(layer => met[layer])];
    }

    public IReadOnlyList<SymbolicTensor> Inputs { get; }

    public IReadOnlyList<SymbolicTensor> Outputs { get; }

    /// <summary>The calls, each after those whose results it uses.</summary>
    public IReadOnlyList<LayerCall> Calls { get; }

    /// <summary>The layers, each once, inputs included.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>Builds the graph of nodes for some inputs.</summary>
    public IReadOnlyList<Node> Apply(IReadOnlyList<Node> inputs, CallContext context)
    {
        var values = new Dictionary<SymbolicTensor, Node>();
        for (int i = 0; i < Inputs.Count; i++) values[Inputs[i]] = inputs[i];
        foreach (LayerCall call in Calls)
        {
            if (call.Outputs.All(values.ContainsKey)) continue;
            IReadOnlyList<Node> results = call.Layer.ApplyAll([.. call.Inputs.Select(input => values[input])], context, call.IsPlain ? null : call.Options.Map(input => values[input]));
            for (int i = 0; i < results.Count; i++) values.TryAdd(call.Outputs[i], results[i]);
        }

        return [.. Outputs.Select(output => values[output])];
    }

    /// <summary>The calls in the order in which a depth-first walk from the outputs finishes them; a loop, so that no depth overflows the stack.</summary>
    private List<LayerCall> Walk(Dictionary<Layer, int> met)
    {
        var finished = new List<LayerCall>();
        var seen = new HashSet<LayerCall>();
        var given = new HashSet<SymbolicTensor>(Inputs);
        var open = new Stack<(LayerCall Call, bool IsGiven, int Next)>();
        foreach (SymbolicTensor output in Outputs)
        {
            Open(output);
            while (open.Count > 0)
            {
                (LayerCall call, bool isGiven, int next) = open.Pop();
                if (!isGiven && next < call.Sources.Count)
                {
                    open.Push((call, false, next + 1));
                    Open(call.Sources[next]);
                    continue;
                }

                if (!isGiven && call.Sources.Count == 0) throw new ArgumentException($"The outputs also depend on the input {call.Layer.Name}, which is not among the inputs of the model.");
                finished.Add(call);
            }
        }

        return finished;

        void Open(SymbolicTensor tensor)
        {
            if (!seen.Add(tensor.Call)) return;
            met.TryAdd(tensor.Call.Layer, met.Count);
            open.Push((tensor.Call, given.Contains(tensor), 0));
        }
    }

    /// <summary>The distances from the outputs. A layer called several times has the largest.</summary>
    private Dictionary<LayerCall, int> Depths(List<LayerCall> finished, out Dictionary<Layer, int> layers)
    {
        var given = new HashSet<SymbolicTensor>(Inputs);
        var depths = new Dictionary<LayerCall, int>();
        layers = [];
        for (int i = finished.Count - 1; i >= 0; i--)
        {
            LayerCall call = finished[i];
            int depth = Math.Max(depths.GetValueOrDefault(call), layers.GetValueOrDefault(call.Layer));
            layers[call.Layer] = depths[call] = depth;
            if (call.Outputs.Any(given.Contains)) continue;
            foreach (SymbolicTensor input in call.Sources) depths[input.Call] = Math.Max(depth + 1, depths.GetValueOrDefault(input.Call));
        }

        return depths;
    }
}
