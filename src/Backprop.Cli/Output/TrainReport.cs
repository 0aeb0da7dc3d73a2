using Backprop.Cli.Training;
using Backprop.Layers;
using Backprop.Tensors;

namespace Backprop.Cli.Output;

/// <summary>Tells a person what is trained, and what came of it.</summary>
internal static class TrainReport
{
    /// <summary>With no more numbers than this, the weights are shown.</summary>
    private const int FewWeights = 20;

    /// <summary>Before the training: the data, the kind of task, the network.</summary>
    public static void Begin(Samples samples, TrainRun run, TrainSettings settings)
    {
        string rows = samples.IsImages ? $"{Numbers.Count(samples.Count)} images of {samples.X.Shape[1]} × {samples.X.Shape[2]}" : $"{Numbers.Count(samples.Count)} rows, {samples.Features.Count} {(samples.Features.Count == 1 ? "column" : "columns")} to predict from ({Short(samples.Features)})";
        Terminal.Paragraph($"{samples.Source}: {rows}.");
        if (samples is { IsImages: true, Classes: { } classes }) Terminal.Paragraph($"Classes: {Short(classes)}.");
        Terminal.Paragraph(run.Task.Sentence);
        int inputs = samples.IsImages ? checked((int)samples.X.Shape[1..].Size) : samples.Features.Count;
        string standardized = run.Plan.Standardize ? ", standardised in the network's first layer" : "";
        string sizes = string.Join(" → ", [inputs, .. run.Plan.Hidden, run.Task.Units]);
        string hidden = run.Plan.Hidden.Count == 0 ? "" : $" ({settings.Activation})";
        Terminal.Paragraph($"Network {sizes}{hidden}{standardized}; {settings.Optimizer}, {run.Plan.Epochs} {(run.Plan.Epochs == 1 ? "epoch" : "epochs")}, batches of {run.Plan.BatchSize}.");
        foreach (string note in run.Notes) Terminal.Paragraph("Note: " + note);
        run.Notes.Clear();
        Terminal.Line();
    }

    /// <summary>After the training: what was reached.</summary>
    public static void End(TrainResult result)
    {
        Terminal.Line();
        foreach (string note in result.Notes) Terminal.Paragraph("Note: " + note);
        if (result.IsInterrupted)
        {
            Terminal.Paragraph(Stopped(result));
            return;
        }

        if (result.Folds.Count > 0) Folds(result);
        else Once(result);
        if (result.Confusion is { } confusion)
        {
            Terminal.Line();
            foreach (string line in ConfusionTable.Lines(confusion, Terminal.Width)) Terminal.Line(line);
        }

        if (result.Folds.Count == 0 && result.Model.CountParams() <= FewWeights) Weights(result);
    }

    private static void Once(TrainResult result)
    {
        if (!Terminal.IsPlain)
        {
            foreach (string line in LossPlot.Lines([.. result.Epochs.Select(logs => logs.Loss)], Math.Min(Terminal.Width, 80), 8)) Terminal.Line(line);
            Terminal.Line();
        }

        string where = result.Rows.Test > 0 ? $"On the {Numbers.Count(result.Rows.Test)} {(result.Samples.IsImages ? "images" : "rows")} held back" : "On the rows it learned from";
        Terminal.Paragraph($"{where}: {Numbers.Line(result.Measured!)}. Trained in {Numbers.Time(result.Time)}.");
    }

    private static void Folds(TrainResult result)
    {
        IEnumerable<KeyValuePair<string, double>> means = result.Folds[0].Keys.Select(key => new KeyValuePair<string, double>(key, result.Folds.Average(fold => fold[key])));
        string key = result.Folds[0].Keys.Last();
        string worst = Numbers.Value(key, result.Folds.Min(fold => fold[key]));
        string best = Numbers.Value(key, result.Folds.Max(fold => fold[key]));
        Terminal.Paragraph($"{result.Folds.Count}-fold cross-validation, mean over the parts held back: {Numbers.Line(means)} ({Numbers.Name(key)} from {worst} to {best}). Trained in {Numbers.Time(result.Time)}.");
    }

    private static string Stopped(TrainResult result)
    {
        string folds = result.Folds.Count > 0 ? $" after {result.Folds.Count} {(result.Folds.Count == 1 ? "fold" : "folds")}" : "";
        string reached = result.Epochs.Count > 0 ? $" Reached in epoch {result.Epochs.Count} of {result.Plan.Epochs}: {Numbers.Line(result.Epochs[^1])} on the rows it learned from." : " No epoch was finished.";
        return $"Stopped{folds}.{reached}";
    }

    private static void Weights(TrainResult result)
    {
        Terminal.Line();
        Terminal.Line("Weights");
        foreach (Weight weight in result.Model.Weights)
        {
            Tensor value = weight.Variable.Value;
            int rows = value.Rank == 2 ? value.Shape[0] : 1;
            int columns = value.Size / rows;
            for (int row = 0; row < rows; row++)
            {
                IEnumerable<string> numbers = Enumerable.Range(row * columns, columns).Select(i => Numbers.Short(Flat(value, i)));
                Terminal.Line($"  {(row == 0 ? weight.Path : "").PadRight(20)} {string.Join("  ", numbers.Select(number => number.PadLeft(12)))}");
            }
        }
    }

    private static double Flat(Tensor value, int index) => value.Reshape([value.Size]).GetDouble(index);

    private static string Short(IReadOnlyList<string> names) =>
        names.Count <= 12 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(10))} … {names[^1]}";
}
