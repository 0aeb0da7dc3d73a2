namespace Backprop.Cli.Training;

/// <summary>The settings with the defaults that suit the data put in.</summary>
internal sealed record Plan(IReadOnlyList<int> Hidden, int Epochs, int BatchSize, bool Standardize)
{
    /// <summary>A table is gone through until about so many steps are done: Adam's usual step is small, and a small table has few batches.</summary>
    private const int UsualSteps = 3000;

    public static Plan Of(Samples samples, TrainSettings settings)
    {
        int batchSize = settings.BatchSize ?? (samples.IsImages ? 128 : samples.Count < 1000 ? 16 : 32);
        int steps = (samples.Count + batchSize - 1) / batchSize;
        return new Plan(
            settings.Hidden ?? (samples.IsImages ? [256, 128] : [16]),
            settings.Epochs ?? (samples.IsImages ? 10 : Math.Clamp(UsualSteps / steps, 20, 300)),
            batchSize,
            settings.Standardize);
    }
}
