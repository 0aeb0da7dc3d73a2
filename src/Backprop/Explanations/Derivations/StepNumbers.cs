using System.Globalization;
using System.Text.Json.Nodes;
using Backprop.Differentiation;
using Backprop.Explanations.Cards;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Explanations.Derivations;

/// <summary>One training step with every number kept, and the names of its nodes: what all explanations of the step read.</summary>
internal sealed class StepNumbers
{
    private readonly Model _model;
    private readonly Dictionary<Node, Variable> _gradients = new(ReferenceEqualityComparer.Instance);

    public StepNumbers(Model model, StepExpression step, GradientRecord record, Trace trace)
    {
        (_model, Step, Record, Trace) = (model, step, record, trace);
        Symbols = new SymbolTable(model, step);
        foreach (Weight weight in model.TrainableWeights) _gradients.TryAdd(record.Of(weight.Variable), weight.Variable);
    }

    public StepExpression Step { get; }

    public GradientRecord Record { get; }

    public Trace Trace { get; }

    public SymbolTable Symbols { get; }

    /// <summary>The model's name.</summary>
    public string Name => _model.Name;

    /// <summary>The weights that train, each with its gradient, null where none is computed, and its value after the step.</summary>
    public IReadOnlyList<(string Name, Variable Variable, Tensor Value, Tensor? Gradient, Tensor After)> Weights => [.. _model.TrainableWeights.Select(weight => (weight.Path, weight.Variable, Trace[weight.Variable],
        Record.Adjoint(weight.Variable) is { } adjoint && Trace.Contains(adjoint) ? Trace[adjoint] : null, After(weight.Variable)))];

    public string Optimizer => _model.Optimizer.Name;

    public double Loss => Trace[Step.Loss].At(0);

    /// <summary>How many samples the loss is the mean over; null where it is no plain mean over the samples of one output.</summary>
    public int? MeanOver => _model.Compiled.Compilation.Losses is [{ Reduction: Reduction.SumOverBatchSize or Reduction.Mean or Reduction.MeanWithSampleWeight }] && !Step.Placeholders.Any(placeholder => placeholder.Name == "sample_weight")
        ? Step.Placeholders[0].Shape[0] : null;

    public Tensor After(Variable weight)
    {
        foreach (Update update in Step.Updates)
        {
            if (ReferenceEquals(update.Variable, weight)) return Trace[update.Value];
        }

        return Trace[weight];
    }

    public IReadOnlyList<UpdateLine> Update(Variable weight, int element, DerivationOptions options) => UpdateExplanation.Of(Step, Trace, Symbols, weight, _gradients, element, options);

    /// <summary>Whose letters these are, and the loss in them.</summary>
    public IEnumerable<CardPart> Preface(DerivationOptions options)
    {
        if (options.Notation.About.Length > 0) yield return new CardSentence($"In this notation {options.Notation.About}");
        yield return new CardEquation(Formula.Symbol(options.Notation.Loss), [LossFormula(options), Formula.Symbol(options.Digits.Write(Loss))]);
    }

    /// <summary>The loss as a formula of the outputs: whether there is a ½ in it, and whether it is a mean or a sum, is read from the graph.</summary>
    public Formula LossFormula(DerivationOptions options) => TensorFormula.Write(Step.Loss, node => !ReferenceEquals(node, Step.Loss) && Symbols.Named(node) is { } symbol ? options.Notation.Value(symbol, []) : null);

    public JsonObject LossJson() => new()
    {
        ["value"] = DerivationJson.Number(Loss),
        ["formula"] = LossFormula(DerivationOptions.Default).ToString(),
        ["batch"] = Step.Placeholders.Count > 0 && Step.Placeholders[0].Shape.Rank > 0 ? Step.Placeholders[0].Shape[0] : null,
        ["functions"] = new JsonArray([.. _model.Compiled.Compilation.Losses.Select(loss => loss is null ? null : (JsonNode)string.Create(CultureInfo.InvariantCulture, $"{loss.Name}, {Vocabulary.KerasNames.SnakeCase(loss.Reduction.ToString())}"))]),
    };
}
