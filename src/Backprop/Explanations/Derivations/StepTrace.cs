using System.Text.Json.Nodes;
using Backprop.Explanations.Cards;
using Backprop.Explanations.Pictures;
using Backprop.Graphs;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Explanations.Derivations;

/// <summary>The part of a training step that a row belongs to.</summary>
public enum StepPhase
{
    /// <summary>From the inputs and weights to the loss.</summary>
    Forward,

    /// <summary>From the loss back.</summary>
    Backward,

    /// <summary>What the optimizer, and layers and metrics with a state, make of it.</summary>
    Update,
}

/// <summary>One value of a training step.</summary>
/// <param name="Phase">The part of the step.</param>
/// <param name="Name">Its name; what has none is called by its operation.</param>
/// <param name="Operation">The operation that computes it; null for weights, inputs and other leaves.</param>
/// <param name="Formula">How it is computed from earlier rows; null for leaves.</param>
/// <param name="Value">Its numbers.</param>
/// <param name="Gradient">The loss's gradient with respect to it; null where none is computed, which is not 0.</param>
public sealed record StepRow(StepPhase Phase, string Name, string? Operation, Formula? Formula, Tensor Value, Tensor? Gradient);

/// <summary>Every value and every gradient of one training step, in the order in which they are computed: what a page can go through in both directions.</summary>
public sealed class StepTrace : Explanation
{
    private const int MostValues = 1000;
    private const int ShownValues = 4;
    private readonly StepNumbers _step;
    private readonly Node[] _operations;

    internal StepTrace(StepNumbers step)
    {
        _step = step;
        Node[] forward = [.. Graph.Order(step.Step.Watched.Append(step.Step.Loss))];
        var values = new HashSet<Node>(forward, ReferenceEqualityComparer.Instance);
        var gradients = new HashSet<Node>(Graph.Order([.. forward.Select(step.Record.Adjoint).OfType<Node>()]), ReferenceEqualityComparer.Instance);
        var names = new Dictionary<Node, string>(ReferenceEqualityComparer.Instance);
        foreach (Update update in step.Step.Updates) names[update.Value] = Notation.Calculus.NewValue(step.Symbols.Of(update.Variable), []).ToString();
        // Several values can have one gradient (an addition passes it on): it is called after the last that has a name.
        foreach (Node node in forward.OrderBy(node => step.Symbols.Named(node) is not null))
        {
            if (node is not Constant && step.Record.Adjoint(node) is { } adjoint) names[adjoint] = Notation.Calculus.Derivative(step.Symbols.Of(node), []).ToString();
        }

        // The loss comes before what goes back from it.
        Node[] order = [.. step.Trace.Nodes.Where(node => node is not Constant).OrderBy(Phase)];
        Rows = [.. order.Select(Row)];
        _operations = [.. order.Where(node => node is OperationNode)];

        StepPhase Phase(Node node) => values.Contains(node) ? StepPhase.Forward : gradients.Contains(node) ? StepPhase.Backward : StepPhase.Update;

        string Name(Node node) => !values.Contains(node) && names.TryGetValue(node, out string? name) ? name : step.Symbols.Of(node).Text;

        StepRow Row(Node node) => new(
            Phase(node), Name(node), (node as OperationNode)?.Operation.Name, (node as OperationNode) is { } operation ? Written(operation) : null,
            step.Trace[node], values.Contains(node) && step.Record.Adjoint(node) is { } adjoint && step.Trace.Contains(adjoint) ? step.Trace[adjoint] : null);

        Formula Written(OperationNode node) => node.Operation.Write([.. node.Inputs.Select(input => input is Constant ? TensorFormula.Write(input, _ => null) : Formula.Symbol(Name(input)))]);
    }

    /// <summary>The rows, in order.</summary>
    public IReadOnlyList<StepRow> Rows { get; }

    /// <summary>The loss.</summary>
    public double Loss => _step.Loss;

    /// <inheritdoc/>
    public override Card Card(DerivationOptions? options = null)
    {
        options ??= DerivationOptions.Default;
        var parts = new List<CardPart>(_step.Preface(options));
        foreach (IGrouping<StepPhase, StepRow> phase in Rows.GroupBy(row => row.Phase))
        {
            parts.Add(new CardHeading(phase.Key switch { StepPhase.Forward => "forward", StepPhase.Backward => "backward", _ => $"update by {_step.Optimizer}" }));
            string[] columns = phase.Key == StepPhase.Forward ? ["name", "is", "shape", "value", "∂loss/∂"] : ["name", "is", "shape", "value"];
            parts.Add(new CardTable(columns, [.. phase.Select(row => (IReadOnlyList<string>)
            [
                row.Name, Short(row.Formula?.ToString() ?? "given"), row.Value.Shape.ToString(), Text(row.Value, options),
                .. phase.Key == StepPhase.Forward ? (string[])[row.Gradient is null ? "—" : Text(row.Gradient, options)] : [],
            ])]));
        }

        parts.Add(new CardSentence("— is not computed, because no weight's gradient needs it; 0 is computed, and is 0."));
        return new Card("step", parts);
    }

    /// <inheritdoc/>
    public override string ToSvg(DerivationOptions? options = null) => ToSvg(new StepView(), options);

    /// <summary>The network as it is after some operations of the step, with its parts as links: what a page shows while somebody goes through the step.</summary>
    /// <param name="view">How far the step has come, for which sample, and what the parts lead to.</param>
    /// <param name="options">How many digits the table has. Default <see cref="DerivationOptions.Default"/>.</param>
    /// <returns>The text of an SVG file.</returns>
    public string ToSvg(StepView view, DerivationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(view);
        return NetworkPicture.Write(_step, new StepStage(_step, _operations, view), options ?? DerivationOptions.Default);
    }

    /// <inheritdoc/>
    public override JsonObject ToJson(DerivationOptions? options = null) => new()
    {
        ["loss"] = _step.LossJson(),
        ["rows"] = new JsonArray([.. Rows.Select((row, i) => (JsonNode)new JsonObject
        {
            ["step"] = i,
            ["phase"] = row.Phase.ToString().ToLowerInvariant(),
            ["name"] = row.Name,
            ["operation"] = row.Operation,
            ["formula"] = row.Formula?.ToString(),
            ["shape"] = new JsonArray([.. row.Value.Shape.Select(length => (JsonNode)length)]),
            ["dtype"] = row.Value.DType.KerasName,
            ["value"] = Values(row.Value),
            ["gradient"] = row.Gradient is null ? null : Values(row.Gradient),
        })]),
    };

    /// <summary>The numbers; of more than a thousand the smallest and the largest.</summary>
    private static JsonNode Values(Tensor tensor) => tensor.Size <= MostValues ? DerivationJson.Values(tensor)
        : new JsonObject { ["count"] = tensor.Size, ["min"] = DerivationJson.Number(All(tensor).Min()), ["max"] = DerivationJson.Number(All(tensor).Max()) };

    private static string Text(Tensor tensor, DerivationOptions options) => tensor.Size == 1 && tensor.Rank == 0 ? options.Digits.Write(tensor.At(0))
        : $"[{string.Join(", ", All(tensor).Take(ShownValues).Select(options.Digits.Write))}{(tensor.Size > ShownValues ? $", … {tensor.Size:N0}" : "")}]";

    private static IEnumerable<double> All(Tensor tensor) => Enumerable.Range(0, tensor.Size).Select(element => tensor.At(element));

    private static string Short(string formula) => formula.Length <= 80 ? formula : $"{formula[..79]}…";
}
