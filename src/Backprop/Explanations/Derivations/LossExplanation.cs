using System.Text.Json.Nodes;
using Backprop.Explanations.Cards;
using Backprop.Graphs;

namespace Backprop.Explanations.Derivations;

/// <summary>The loss: its formula, its number, and what it is made from, with the gradient of each: where the backward pass begins.</summary>
public sealed class LossExplanation : Explanation
{
    private readonly StepNumbers _step;
    private readonly IReadOnlyList<TensorExplanation> _outputs;

    internal LossExplanation(StepNumbers step)
    {
        _step = step;
        // What the loss is computed from directly: values with a name, none of which is behind another one on every path.
        var named = new List<Node>();
        var seen = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        var open = new Stack<Node>([step.Step.Loss]);
        while (open.TryPop(out Node? node))
        {
            foreach (Node input in node.Inputs)
            {
                if (!seen.Add(input)) continue;
                if (step.Symbols.Named(input) is not null && input is not Placeholder) named.Add(input);
                else open.Push(input);
            }
        }

        _outputs = [.. named.Where(node => step.Record.Adjoint(node) is { } adjoint && step.Trace.Contains(adjoint)).Select(node => new TensorExplanation(step, node, isWeight: false))];
    }

    /// <summary>The loss.</summary>
    public double Value => _step.Loss;

    /// <summary>What the loss is computed from, each with its gradient.</summary>
    public IReadOnlyList<TensorExplanation> From => _outputs;

    /// <inheritdoc/>
    public override Card Card(DerivationOptions? options = null)
    {
        options ??= DerivationOptions.Default;
        return new Card("loss", [.. _step.Preface(options), .. _outputs.SelectMany(output => (IEnumerable<CardPart>)[new CardHeading(output.Name), .. output.Parts(options)])]);
    }

    /// <inheritdoc/>
    public override string ToSvg(DerivationOptions? options = null) => new StepTrace(_step).ToSvg(options);

    /// <inheritdoc/>
    public override JsonObject ToJson(DerivationOptions? options = null) => new()
    {
        ["kind"] = "loss",
        ["value"] = DerivationJson.Number(Value),
        ["loss"] = _step.LossJson(),
        ["from"] = new JsonArray([.. _outputs.Select(output => (JsonNode)output.ToJson(options))]),
    };
}
