using Backprop.Training;

namespace Backprop.Cli.Training;

/// <summary>What came of a training.</summary>
internal sealed record TrainResult
{
    public required Samples Samples { get; init; }
    public required TaskChoice Task { get; init; }
    public required Plan Plan { get; init; }
    public required TrainSettings Settings { get; init; }

    /// <summary>The trained model; in cross-validation the last fold's.</summary>
    public required Model Model { get; init; }

    /// <summary>How many samples it learned from, and on how many it was measured; 0 where none were held back.</summary>
    public required (int Training, int Test) Rows { get; init; }

    /// <summary>The numbers of each finished epoch.</summary>
    public required IReadOnlyList<Logs> Epochs { get; init; }

    /// <summary>Loss and metrics on the samples held back, or on those it learned from where none were; null when the training was stopped.</summary>
    public Logs? Measured { get; init; }

    public ConfusionMatrix? Confusion { get; init; }

    /// <summary>In cross-validation, loss and metrics of each part held back.</summary>
    public IReadOnlyList<Logs> Folds { get; init; } = [];

    /// <summary>The time of training alone.</summary>
    public required TimeSpan Time { get; init; }

    public required bool IsInterrupted { get; init; }

    /// <summary>What the user should know.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}
