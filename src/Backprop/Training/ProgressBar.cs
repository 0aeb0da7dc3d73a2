using System.Globalization;

namespace Backprop.Training;

/// <summary>
/// Prints how a training goes, as Keras does: "4/4 ━━━━━━━━━━━━━━━━━━━━ 0s 7ms/step - loss: 0.2891". Values have four decimals, in scientific notation below 0.001.
/// </summary>
/// <param name="writer">Where to print. Default the console.</param>
/// <param name="lines">Whether to print only one line per epoch, without a bar. Default false.</param>
/// <param name="clock">The clock. Default the system's.</param>
public sealed class ProgressBar(TextWriter? writer = null, bool lines = false, TimeProvider? clock = null) : Callback
{
    private const int Width = 20;
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    private readonly TextWriter _writer = writer ?? Console.Out;
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private long _epochStart;
    private long _lastDrawn;

    /// <inheritdoc/>
    public override bool WatchesBatches => !lines;

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch)
    {
        _writer.WriteLine($"Epoch {epoch + 1}/{Training.Epochs}");
        _epochStart = _lastDrawn = _clock.GetTimestamp();
    }

    /// <inheritdoc/>
    public override void OnBatchEnd(int batch, Logs logs)
    {
        if (_clock.GetElapsedTime(_lastDrawn) < s_interval || batch + 1 == Training.Batches) return;
        _lastDrawn = _clock.GetTimestamp();
        _writer.Write("\r" + Line(batch + 1, logs));
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Logs logs) => _writer.WriteLine((lines ? "" : "\r") + Line(Training.Batches, logs));

    internal static IReadOnlyList<Callback> For(int verbose) => verbose switch
    {
        0 => [],
        1 => [new ProgressBar()],
        2 => [new ProgressBar(lines: true)],
        _ => throw new ArgumentOutOfRangeException(nameof(verbose), $"verbose is 0 (nothing), 1 (a bar) or 2 (a line per epoch), not {verbose}."),
    };

    private string Line(int done, Logs logs)
    {
        TimeSpan elapsed = _clock.GetElapsedTime(_epochStart);
        // Of a stream the length is known after its first epoch.
        int filled = Training.Batches == 0 ? Width : Width * Math.Min(done, Training.Batches) / Training.Batches;
        string all = Training.Batches == 0 ? "Unknown" : Training.Batches.ToString(CultureInfo.InvariantCulture);
        string bar = new string('━', filled) + new string('─', Width - filled);
        string numbers = string.Join(" - ", logs.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}: {LogNumbers.Write(entry.Value)}"));
        string time = $"{elapsed.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)}s";
        string step = PerStep(elapsed.TotalSeconds / Math.Max(1, done));
        return lines ? $"{done}/{all} - {time} - {step} - {numbers}" : $"{done}/{all} {bar} {time} {step} - {numbers}";
    }

    private static string PerStep(double seconds) => seconds switch
    {
        >= 1 or 0 => $"{seconds.ToString("0", CultureInfo.InvariantCulture)}s/step",
        >= 1e-3 => $"{(seconds * 1e3).ToString("0", CultureInfo.InvariantCulture)}ms/step",
        _ => $"{(seconds * 1e6).ToString("0", CultureInfo.InvariantCulture)}us/step",
    };
}
