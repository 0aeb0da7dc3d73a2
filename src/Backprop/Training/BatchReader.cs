using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Backprop.Training;

/// <summary>
/// Reads batches from a stream once, from the start. Another thread runs ahead by a few batches, so that reading and computing happen at the same time;
/// no more than these, the one being made and the one being used are in memory.
/// </summary>
internal sealed class BatchReader : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stop;
    private readonly Channel<Batch>? _ready;
    private readonly Task? _ahead;
    private readonly IAsyncEnumerator<Batch> _source;

    /// <summary>Begins to read.</summary>
    /// <param name="batches">The stream.</param>
    /// <param name="prefetch">How many batches are read ahead; 0 reads each when it is asked for.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public BatchReader(IAsyncEnumerable<Batch> batches, int prefetch, CancellationToken cancellation)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _source = batches.GetAsyncEnumerator(_stop.Token);
        if (prefetch == 0) return;
        _ready = Channel.CreateBounded<Batch>(new BoundedChannelOptions(prefetch) { SingleReader = true, SingleWriter = true });
        _ahead = Task.Run(ReadAhead, CancellationToken.None);
    }

    /// <summary>The next batch, if there is one. Waits for it.</summary>
    public bool TryRead([NotNullWhen(true)] out Batch? batch)
    {
        batch = null;
        if (_ready is null)
        {
            if (Wait(_source.MoveNextAsync())) batch = _source.Current;
        }
        else if (Wait(_ready.Reader.WaitToReadAsync(_stop.Token)))
        {
            _ready.Reader.TryRead(out batch);
        }

        return batch is not null;
    }

    /// <summary>Ends the reading and lets go of the source.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        // A source that waits for something and does not look at its token is left behind: it must not hold up the training's end.
        if (_ahead is null) Wait(_source.DisposeAsync().AsTask());
        else _ahead.Wait(s_patience);
        if (_ahead is not { IsCompleted: false }) _stop.Dispose();
    }

    private async Task ReadAhead()
    {
        Exception? failure = null;
        try
        {
            while (await _source.MoveNextAsync().ConfigureAwait(false)) await _ready!.Writer.WriteAsync(_source.Current, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // It is thrown where the batch is waited for.
            failure = e;
        }

        try
        {
            await _source.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            failure ??= e;
        }

        _ready!.Writer.Complete(failure);
    }

    private static bool Wait(ValueTask<bool> task) => task.AsTask().GetAwaiter().GetResult();

    private static void Wait(Task task) => task.GetAwaiter().GetResult();
}
