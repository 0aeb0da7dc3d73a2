using System.Runtime;

namespace Backprop.Jupyter.Cells;

/// <summary>Code that another thread can end, be it in an endless loop or in an endless wait.</summary>
internal sealed class AbortableCode
{
    private const int Running = 0, Waking = 1, Done = 2;

    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _abort = new();
    private readonly Thread _thread = Thread.CurrentThread;
    private int _state;
    private volatile bool _wasWoken;

    /// <summary>Runs the code on this thread, which is the one that made this object.</summary>
    /// <exception cref="OperationCanceledException">It was aborted.</exception>
    public void Run(Action action)
    {
        try
        {
            // SYSLIB0046: aborting may leave behind what was half done. It is the user's own cell, and the alternative is to lose all of them.
#pragma warning disable SYSLIB0046
            ControlledExecution.Run(action, _abort.Token);
#pragma warning restore SYSLIB0046
        }
        finally
        {
            // Not a lock: waiting for one could be what the wake-up ends.
            while (Interlocked.CompareExchange(ref _state, Done, Running) != Running) Thread.SpinWait(20);
            if (_wasWoken) TakeWakeUp();
        }
    }

    /// <summary>Ends the code, from another thread.</summary>
    public void Abort()
    {
        // Returns only when the code has ended, so it has a thread of its own.
        new Thread(_abort.Cancel) { IsBackground = true, Name = "abort" }.Start();
        for (int n = 0; n < 50 && Volatile.Read(ref _state) != Done; n++)
        {
            Thread.Sleep(s_between);
            if (!_thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin)) continue;
            // An abort waits until a wait is over; this ends it. A thread that is done already may wait for other work, which is not to be ended.
            if (Interlocked.CompareExchange(ref _state, Waking, Running) != Running) return;
            _wasWoken = true;
            _thread.Interrupt();
            Volatile.Write(ref _state, Running);
        }
    }

    // A wake-up that came too late would end the next wait of this thread instead.
    private static void TakeWakeUp()
    {
        try
        {
            Thread.Sleep(1);
        }
        catch (ThreadInterruptedException)
        {
            // Taken.
        }
    }
}
