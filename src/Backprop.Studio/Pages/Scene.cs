using System.Globalization;
using Backprop.Explanations.Derivations;
using Backprop.Studio.Experiments;
using Backprop.Tensors;

namespace Backprop.Studio.Pages;

/// <summary>What the views of a page read: the experiment, the step that is shown, how far it has come, and what is selected.</summary>
internal sealed class Scene
{
    private const int MostOperations = 2000;
    private const int MostNumbers = 20_000;

    private readonly Lazy<ModelExplanation> _explanation;
    private readonly Lazy<StepTrace> _trace;
    private readonly Lazy<(Explanation? Explanation, string? Problem)> _selected;

    public Scene(PageState state, Recording recording)
    {
        (State, Recording) = (state, recording);
        Step = Math.Clamp(state.Step, 0, recording.Steps);
        _explanation = new(() => recording.Explain(Step));
        _trace = new(() => Explanation.Steps());
        _selected = new(Find);
        Options = new DerivationOptions
        {
            Notation = Notation.All.FirstOrDefault(notation => notation.Name == state["notation"]) ?? Notation.Calculus,
            Digits = NumberStyle.Names.Contains(state["digits"]) ? NumberStyle.Get(state["digits"]) : NumberStyle.Default,
            Terms = Many(state["terms"]),
            Parts = Many(state["parts"]),
        };
    }

    public PageState State { get; }

    public Recording Recording { get; }

    public Experiment Experiment => Recording.Experiment;

    /// <summary>The step that is shown, from 0; never behind the first that is not recorded.</summary>
    public int Step { get; }

    public int Epoch => Step / Recording.StepsInEpoch;

    public ModelExplanation Explanation => _explanation.Value;

    public StepTrace Trace => _trace.Value;

    public DerivationOptions Options { get; }

    /// <summary>The operations of the step, in order.</summary>
    public IReadOnlyList<StepRow> Operations => field ??= [.. Trace.Rows.Where(row => row.Operation is not null)];

    /// <summary>How many of them are done.</summary>
    public int Row => State["row"] == PageState.All ? Operations.Count : Math.Min(State.Number("row"), Operations.Count);

    /// <summary>The row of the batch whose values are shown.</summary>
    public int Sample => Math.Clamp(State.Sample, 0, Math.Max(0, Math.Min(Experiment.BatchSize, Recording.Samples) - 1));

    /// <summary>The name of what is selected; the first number of the first weight where nothing is.</summary>
    public string Select => State["select"].Length > 0 ? State["select"] : Explanation.Names.FirstOrDefault() is { } first && Explanation.Trace is not null ? FirstOf(first) : "loss";

    /// <summary>What is selected, explained; null where there is no such thing, and then why.</summary>
    public Explanation? Selected => _selected.Value.Explanation;

    public string? Problem => _selected.Value.Problem;

    /// <summary>The weight's path and index if one number of a weight is selected.</summary>
    public (string Weight, int[] Index)? SelectedWeight => Selected is WeightExplanation && Split(Select) is (string name, int[] index) ? (name, index) : null;

    /// <summary>Whether the network is small enough for what computes the step many times, or counts its paths, while a page is waited for.</summary>
    public bool IsSmall => Operations.Count <= MostOperations && Recording.Before(Step, model => model.Weights.Sum(weight => (long)weight.Shape.Size)) <= MostNumbers;

    /// <summary>A number in the digits that were chosen.</summary>
    public string Write(double value) => Options.Digits.Write(value);

    /// <summary>The address of the page with something selected.</summary>
    public string LinkTo(string name) => State.With(("select", name));

    /// <summary>The step in a sentence: what is announced when it changes.</summary>
    public string Sentence()
    {
        int from = Step % Recording.StepsInEpoch * Experiment.BatchSize, to = Math.Min(from + Experiment.BatchSize, Recording.Samples) - 1;
        string rows = from == to ? $"row {from}" : $"rows {from} to {to}", done;
        if (Row == 0) done = "nothing is computed yet";
        else if (Row >= Operations.Count) done = "all operations are done";
        else
        {
            StepRow last = Operations[Row - 1];
            string formula = last.Formula?.ToString() ?? "";
            done = $"operation {Row} of {Operations.Count}, {last.Phase.ToString().ToLowerInvariant()}: {last.Name} = {(formula.Length > 90 ? formula[..89] + "…" : formula)}";
        }

        return string.Create(CultureInfo.InvariantCulture, $"Step {Step}, epoch {Epoch}, {rows}; {done}.");
    }

    /// <summary>Splits "dense/kernel[0,1]" into its name and its index; the index is null for a whole.</summary>
    public static (string Name, int[]? Index) Split(string text)
    {
        int start = text.EndsWith(']') ? text.LastIndexOf('[') : -1;
        if (start <= 0) return (text, null);
        string[] parts = text[(start + 1)..^1].Split(',');
        var index = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out index[i])) return (text, null);
        }

        return (text[..start], index);
    }

    private (Explanation?, string?) Find()
    {
        try
        {
            if (Select == "loss") return (Explanation.OfLoss(), null);
            // A layer that is called several times has brackets in its name, too.
            (string name, int[]? index) = Explanation.Names.Contains(Select) ? (Select, null) : Split(Select);
            if (!Explanation.Names.Contains(name)) return (Explanation.OfLayer(Select), null);
            bool isWeight = Recording.Before(Step, model => model.TrainableWeights.Any(weight => weight.Path == name));
            return (isWeight ? index is null ? Explanation.OfWhole(name) : Explanation.Of(name, index) : index is null ? Explanation.OfWholeValue(name) : Explanation.OfValue(name, index), null);
        }
        catch (ArgumentException error)
        {
            return (null, error.Message.Split(" (Parameter '")[0]);
        }
    }

    private string FirstOf(string name)
    {
        Shape? shape = Recording.Before(Step, model => model.TrainableWeights.FirstOrDefault(weight => weight.Path == name)?.Shape);
        return shape is null ? name : $"{name}[{string.Join(',', Enumerable.Repeat(0, shape.Value.Rank))}]";
    }

    private static int Many(string text) => text == PageState.All ? int.MaxValue : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number : 4;
}
