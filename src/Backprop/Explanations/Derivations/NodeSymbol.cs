using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Training;

namespace Backprop.Explanations.Derivations;

/// <summary>What a node is called: by itself, and as a part of its layer, from which each notation makes its own symbol.</summary>
/// <param name="Text">The whole name: "dense/kernel", "dense/a".</param>
/// <param name="Name">The name within the layer: "kernel", "a"; with the time step, if it has one: "h(3)".</param>
/// <param name="Layer">The layer's number from 1, counting those with weights; null where there is none.</param>
internal sealed record NodeSymbol(string Text, string Name, int? Layer);

/// <summary>The names of all nodes of a training step. A node without a name is called by its operation, numbered from its second.</summary>
internal sealed class SymbolTable
{
    private readonly Dictionary<Node, NodeSymbol> _named = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> _unnamed = [];
    private readonly Dictionary<Node, NodeSymbol> _operations = new(ReferenceEqualityComparer.Instance);

    public SymbolTable(Model model, StepExpression step)
    {
        var numbers = new Dictionary<string, int>();
        foreach (Weight weight in model.Weights)
        {
            string layer = weight.Path.Contains('/') ? weight.Path[..weight.Path.LastIndexOf('/')] : "";
            if (!numbers.ContainsKey(layer)) numbers[layer] = numbers.Count + 1;
            _named[weight.Variable] = new NodeSymbol(weight.Path, weight.Path[(layer.Length == 0 ? 0 : layer.Length + 1)..], numbers[layer]);
        }

        foreach ((NodeOrigin origin, Node node) in step.Names.All)
        {
            if (node is not OperationNode) continue;
            string call = origin.Call == 0 ? "" : $"[{origin.Call}]";
            _named[node] = new NodeSymbol(origin.ToString(), origin.Name + call + (origin.Step == 0 ? "" : $"({origin.Step})"), numbers.TryGetValue(origin.Layer, out int number) ? number : null);
        }

        foreach (Placeholder placeholder in step.Placeholders) _named[placeholder] = new NodeSymbol(placeholder.Name, placeholder.Name, null);
        _named[step.Loss] = new NodeSymbol("loss", "loss", null);
    }

    /// <summary>The name that a layer, the model or the user gave to a node, or null.</summary>
    public NodeSymbol? Named(Node node) => _named.TryGetValue(node, out NodeSymbol? symbol) ? symbol : node is Variable variable ? new NodeSymbol(variable.Name, variable.Name, null) : null;

    /// <summary>The name of a node, and if need be one made from its operation.</summary>
    public NodeSymbol Of(Node node)
    {
        if (Named(node) is { } symbol) return symbol;
        if (_operations.TryGetValue(node, out NodeSymbol? known)) return known;
        string name = node is OperationNode operation ? char.ToLowerInvariant(operation.Operation.Name[0]) + operation.Operation.Name[1..] : "constant";
        int number = _unnamed[name] = _unnamed.GetValueOrDefault(name) + 1;
        string text = number == 1 ? name : $"{name}#{number}";
        return _operations[node] = new NodeSymbol(text, text, null);
    }
}
