using Backprop.Tensors;

namespace Backprop.Cli.Training;

/// <summary>What follows from the target: the output layer, the loss, the metrics.</summary>
/// <param name="Kind">"regression", "binary classification" or "classification".</param>
/// <param name="Units">The units of the output layer.</param>
/// <param name="Activation">The activation of the output layer.</param>
/// <param name="Loss">What training makes small.</param>
/// <param name="Metrics">What is watched.</param>
/// <param name="Sentence">How it is said to the user.</param>
internal sealed record TaskChoice(string Kind, int Units, string Activation, string Loss, IReadOnlyList<string> Metrics, string Sentence)
{
    public static TaskChoice Of(Samples samples, TrainSettings settings)
    {
        int classes = samples.Classes?.Count ?? 0;
        (string kind, int units, string activation, string loss, string[] metrics) = classes switch
        {
            0 => ("regression", 1, "linear", "mean_squared_error", (string[])["mean_absolute_error"]),
            2 => ("binary classification", 1, "sigmoid", "binary_crossentropy", ["accuracy"]),
            _ => ("classification", classes, "softmax", "sparse_categorical_crossentropy", ["accuracy"]),
        };
        loss = settings.Loss ?? loss;
        metrics = settings.Metrics ?? metrics;
        string what = classes == 0 ? $"{samples.Target} is a number: regression" : $"{samples.Target} is one of {classes} classes: {kind}";
        string output = units == 1 ? $"one {activation} output unit" : $"{units} {activation} output units";
        string watched = metrics.Length == 0 ? "" : $", metric {string.Join(", ", metrics)}";
        return new TaskChoice(kind, units, activation, loss, metrics, $"{what}, {output}, loss {loss}{watched}.");
    }

    /// <summary>Targets as the loss takes them: class numbers, or one column per class where it compares element by element.</summary>
    public Tensor Targets(Samples samples)
    {
        if (samples.Classes is null || Units == 1 || Loss.StartsWith("sparse", StringComparison.OrdinalIgnoreCase)) return samples.Y;
        var columns = new float[samples.Count, Units];
        for (int row = 0; row < samples.Count; row++) columns[row, (int)samples.Y.GetDouble(row, 0)] = 1;
        return columns;
    }
}
