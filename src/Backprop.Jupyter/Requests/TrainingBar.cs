using System.Diagnostics;
using System.Globalization;
using Backprop.Jupyter.Rendering;
using Backprop.Training;

namespace Backprop.Jupyter.Requests;

/// <summary>Shows in place how far a training is, once it takes longer than a moment; at its end the bar says what was reached.</summary>
internal sealed class TrainingBar : IProgress<TrainingProgress>, IDisposable
{
    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    private long _begun;
    private long _shown;
    private DisplayedValue? _bar;
    private TrainingProgress? _last;

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        // A new training begins at the first epoch again: it gets a bar of its own.
        if (_last is null || value.Epoch < _last.Epoch) (_begun, _bar) = (Stopwatch.GetTimestamp(), null);
        _last = value;
        bool isLast = value.Epoch == value.Epochs && value.Batch == value.Batches;
        if (Stopwatch.GetElapsedTime(_begun) < s_moment && _bar is null) return;
        if (!isLast && Stopwatch.GetElapsedTime(_shown) < s_pause) return;
        _shown = Stopwatch.GetTimestamp();
        MimeBundle form = Form(value);
        if (_bar is null) _bar = Notebook.Display(form);
        else _bar.Update(form);
    }

    /// <summary>Shows the last numbers of a training that was stopped.</summary>
    public void Dispose()
    {
        if (_bar is not null && _last is not null) _bar.Update(Form(_last));
    }

    private static MimeBundle Form(TrainingProgress progress)
    {
        string numbers = string.Join("  ", progress.Logs.OrderBy(log => log.Key, StringComparer.Ordinal).Select(log => string.Create(CultureInfo.InvariantCulture, $"{log.Key} {log.Value:G5}")));
        string text = string.Create(CultureInfo.InvariantCulture, $"epoch {progress.Epoch}/{progress.Epochs}  batch {progress.Batch}/{progress.Batches}  {numbers}");
        double done = progress.Epoch - 1 + (progress.Batches == 0 ? 0 : (double)progress.Batch / progress.Batches);
        return new MimeBundle()
            .Add("text/plain", text)
            .Add("text/html", string.Create(CultureInfo.InvariantCulture, $"<progress max=\"{progress.Epochs}\" value=\"{done:0.###}\"></progress> <code>{HtmlTable.Escape(text)}</code>"));
    }
}
