using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Cli.Training;

/// <summary>How often each class was taken for each: rows are the true classes, columns the predicted ones.</summary>
internal sealed class ConfusionMatrix(IReadOnlyList<string> classes)
{
    private readonly int[,] _counts = new int[classes.Count, classes.Count];

    public IReadOnlyList<string> Classes => classes;

    public int this[int truth, int predicted] => _counts[truth, predicted];

    /// <summary>Asks the model about samples, and counts.</summary>
    public static ConfusionMatrix Of(Model model, Samples samples, CancellationToken cancellation)
    {
        var matrix = new ConfusionMatrix(samples.Classes!);
        matrix.Add(model, samples, cancellation);
        return matrix;
    }

    /// <summary>Asks a model about further samples, and adds to the counts.</summary>
    public void Add(Model model, Samples samples, CancellationToken cancellation)
    {
        Tensor predictions = model.Predict(samples.X, batchSize: 256, cancellation);
        for (int row = 0; row < samples.Count; row++) _counts[(int)samples.Y.GetDouble(row, 0), Class(predictions, row)]++;
    }

    /// <summary>The class that a row of probabilities speaks for: the largest, or for one sigmoid unit the second class above one half.</summary>
    private static int Class(Tensor predictions, int row)
    {
        int units = predictions.Shape[-1];
        if (units == 1) return predictions.GetDouble(row, 0) > 0.5 ? 1 : 0;
        int best = 0;
        for (int unit = 1; unit < units; unit++)
        {
            if (predictions.GetDouble(row, unit) > predictions.GetDouble(row, best)) best = unit;
        }

        return best;
    }
}
