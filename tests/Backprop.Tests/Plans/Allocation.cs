namespace Backprop.Tests.Plans;

/// <summary>What running again allocates.</summary>
internal static class Allocation
{
    /// <summary>
    /// The bytes that the least of several runs allocates on this thread: other tests run at the same time, so one run may meet its working memory for the first time, because workers
    /// did all before, or start a worker more, because somebody raised their number. What a run needs itself, every run allocates.
    /// </summary>
    public static long OfRepeated(Action run)
    {
        run();
        return Enumerable.Range(0, 5).Min(_ =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            run();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
    }
}
