using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Backprop.Kernels;

/// <summary>
/// The threads that share the work inside one operation. There is one pool in the process; it starts when it is first needed.
/// </summary>
/// <remarks>
/// Results never depend on <see cref="Count"/>: work is cut into chunks by its shape alone, and each number is computed
/// whole within one chunk, so that the same bits come out for 1, 2 or 50 threads.
/// <para>
/// How it works: the work at hand is one 64-bit ticket, (number of chunks, next chunk). A thread takes a chunk by raising
/// "next" with a compare-and-swap; whoever succeeds knows that the work is still open, and that it stays open until this
/// chunk is reported done. The caller takes chunks like the others, so work is finished even if no worker ever wakes.
/// A worker without work watches the ticket for some tens of microseconds, then sleeps.
/// </para>
/// </remarks>
public static unsafe class Workers
{
    /// <summary>More threads than this are refused: it is a slip of the pen, not a machine.</summary>
    private const int MaximumCount = 1024;

    private static readonly Lock Gate = new();
    private static volatile int count = Environment.ProcessorCount;
    private static volatile Worker[] workers = [];
    private static int busy;

    // The work at hand. Body and state are written before the ticket, and read only after a chunk was taken from it.
    private static delegate*<void*, int, void> body;
    private static void* state;
    private static volatile Exception? failure;
    private static Shared shared;

    /// <summary>
    /// How many threads may compute at the same time, the calling thread included; at least 1. The default is the number of
    /// processors. 1 is always right: nothing but speed depends on it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1 or above 1024.</exception>
    public static int Count
    {
        get => count;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaximumCount);
            count = value;
        }
    }

    /// <summary>
    /// Calls <paramref name="work"/>(<paramref name="argument"/>, i) once for every i from 0 to <paramref name="chunks"/> - 1, on
    /// several threads and in no particular order, and returns when all calls have returned. Allocates nothing.
    /// A call from within a chunk, or while another thread is using the pool, does all its chunks on its own thread.
    /// </summary>
    /// <remarks>
    /// The number of chunks must follow from the shape of the work, never from <see cref="Count"/>; and no number may depend on
    /// which thread computed it. An exception of a chunk is thrown here, after the others have finished; chunks not yet begun are left out.
    /// </remarks>
    internal static void Run(int chunks, delegate*<void*, int, void> work, void* argument)
    {
        int helpers = Math.Min(count, chunks) - 1;
        if (helpers <= 0 || Interlocked.CompareExchange(ref busy, 1, 0) != 0)
        {
            for (int i = 0; i < chunks; i++)
            {
                work(argument, i);
            }

            return;
        }

        if (workers.Length < helpers)
        {
            helpers = Start(helpers);
        }

        // In a finally block no thread is aborted: a notebook that ends an endless cell leaves no worker behind with the address of a stack that is gone.
        try
        {
        }
        finally
        {
            Share(chunks, work, argument, helpers);
        }
    }

    private static void Share(int chunks, delegate*<void*, int, void> work, void* argument, int helpers)
    {
        body = work;
        state = argument;
        shared.Unfinished = chunks;
        Interlocked.Exchange(ref shared.Ticket, (long)chunks << 32); // a full fence: a worker that falls asleep later sees the ticket
        Worker[] pool = workers;
        for (int i = 0; i < helpers; i++)
        {
            pool[i].Wake();
        }

        while (TakeChunk())
        {
        }

        SpinWait wait = default;
        while (Volatile.Read(ref shared.Unfinished) != 0)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }

        Exception? thrown = failure;
        failure = null;
        Volatile.Write(ref busy, 0);
        if (thrown is not null)
        {
            ExceptionDispatchInfo.Throw(thrown);
        }
    }

    /// <summary>Takes one chunk and computes it; false when none is left.</summary>
    private static bool TakeChunk()
    {
        while (true)
        {
            long ticket = Volatile.Read(ref shared.Ticket);
            int next = (int)ticket;
            if (next >= (int)(ticket >> 32))
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref shared.Ticket, ticket + 1, ticket) == ticket)
            {
                Compute(next);
                return true;
            }
        }
    }

    private static void Compute(int chunk)
    {
        try
        {
            if (failure is null)
            {
                body(state, chunk);
            }
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        Interlocked.Decrement(ref shared.Unfinished);
    }

    private static bool HasWork
    {
        get
        {
            long ticket = Volatile.Read(ref shared.Ticket);
            return (int)ticket < (int)(ticket >> 32);
        }
    }

    /// <summary>Starts the workers that are missing, and returns how many of those asked for there are: fewer where the machine gives no more threads.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Start(int helpers)
    {
        lock (Gate)
        {
            try
            {
                while (workers.Length < helpers)
                {
                    workers = [.. workers, new Worker(workers.Length)];
                }
            }
            catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
            {
                // The work gets done by those there are, the calling thread at least; only speed is lost.
            }

            return Math.Min(helpers, workers.Length);
        }
    }

    /// <summary>The two numbers that all threads write, each on cache lines of its own.</summary>
    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit, Size = 384)]
    private struct Shared
    {
        [System.Runtime.InteropServices.FieldOffset(128)]
        public long Ticket;

        [System.Runtime.InteropServices.FieldOffset(256)]
        public int Unfinished;
    }

    /// <summary>A background thread that computes chunks while there are any, watches for a while, then sleeps.</summary>
    private sealed class Worker
    {
        /// <summary>About 50 microseconds: longer than the pause between two operations of a training step.</summary>
        private static readonly long WatchTicks = System.Diagnostics.Stopwatch.Frequency / 20_000;

        private readonly SemaphoreSlim _bell = new(0);
        private readonly int _index;
        private int _asleep;

        public Worker(int index)
        {
            _index = index;
            Thread thread = new(Work) { IsBackground = true, Name = $"Backprop worker {index + 1}" };
            thread.Start();
        }

        public void Wake()
        {
            if (Volatile.Read(ref _asleep) != 0 && Interlocked.Exchange(ref _asleep, 0) != 0)
            {
                _bell.Release();
            }
        }

        private void Work()
        {
            while (true)
            {
                Watch();
                Interlocked.Exchange(ref _asleep, 1);
                if (!MayWork)
                {
                    _bell.Wait(); // rung by the next work: either it saw that this thread sleeps, or this thread saw the work
                }
                else if (Interlocked.Exchange(ref _asleep, 0) == 0)
                {
                    _bell.Wait(); // rung in the meantime: take the ring, so that it does not count for the next sleep
                }
            }
        }

        /// <summary>Whether there is work, and this thread is among the first <see cref="Count"/>.</summary>
        private bool MayWork => HasWork && _index < count - 1;

        private void Watch()
        {
            long end = System.Diagnostics.Stopwatch.GetTimestamp() + WatchTicks;
            do
            {
                while (MayWork && TakeChunk())
                {
                    end = System.Diagnostics.Stopwatch.GetTimestamp() + WatchTicks;
                }

                Thread.SpinWait(8);
            }
            while (System.Diagnostics.Stopwatch.GetTimestamp() < end);
        }
    }
}
