namespace Backprop.Jupyter.Cells;

/// <summary>
/// Runs one cell so that it can be stopped. A training is asked, and stops between two steps with its weights as they are; what does not stop
/// within a second, for example an endless loop, is aborted. Code that goes on after an await is run in the same way.
/// </summary>
internal sealed class Interruption : SynchronizationContext, IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(0.7);

    // A step of a large model may take seconds; a training that is asked is not aborted in the middle of one unless it takes longer than this.
    private static readonly TimeSpan s_patienceWithTraining = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _asked = new();
    private readonly List<AbortableCode> _running = [];
    private bool _isAborted;

    /// <summary>Set when the user wants the cell to stop.</summary>
    public CancellationToken Asked => _asked.Token;

    /// <summary>Stops the cell.</summary>
    public void Stop(Func<bool> isTraining)
    {
        if (_asked.IsCancellationRequested) return;
        _asked.Cancel();
        _ = AbortLater(isTraining);
    }

    /// <summary>Runs a cell to its end.</summary>
    /// <exception cref="OperationCanceledException">It was aborted.</exception>
    public T Run<T>(Func<Task<T>> cell)
    {
        T? result = default;
        Within(() => result = cell().GetAwaiter().GetResult());
        return result!;
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state) => ThreadPool.UnsafeQueueUserWorkItem(
        _ =>
        {
            try
            {
                Within(() => d(state));
            }
            catch (Exception error) when (error is OperationCanceledException or ThreadInterruptedException && _asked.IsCancellationRequested)
            {
                // Aborted: whoever waited for it is aborted, too.
            }
            catch (Exception error)
            {
                // Nobody waits for it (async void); it must not end the kernel.
                Console.Error.WriteLine($"{error.GetType().Name}: {error.Message}");
            }
        },
        null);

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <inheritdoc/>
    public void Dispose() => _asked.Dispose();

    private void Within(Action action)
    {
        SynchronizationContext? before = Current;
        var code = new AbortableCode();
        lock (_running)
        {
            if (_isAborted) throw new OperationCanceledException();
            _running.Add(code);
        }

        SetSynchronizationContext(this);
        try
        {
            code.Run(action);
        }
        finally
        {
            SetSynchronizationContext(before);
            lock (_running) _running.Remove(code);
        }
    }

    private async Task AbortLater(Func<bool> isTraining)
    {
        await Task.Delay(s_patience).ConfigureAwait(false);
        for (TimeSpan waited = s_patience; isTraining() && waited < s_patienceWithTraining; waited += TimeSpan.FromMilliseconds(50)) await Task.Delay(50).ConfigureAwait(false);
        AbortableCode[] running;
        lock (_running)
        {
            _isAborted = true;
            running = [.. _running];
        }

        foreach (AbortableCode code in running) code.Abort();
    }
}
