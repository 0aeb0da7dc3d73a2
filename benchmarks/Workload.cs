using Backprop.Kernels;

namespace Backprop.Benchmarks;

/// <summary>Something to time.</summary>
/// <param name="Name">Its name, the same for ours and for the peers.</param>
/// <param name="Group">The row of issue and documentation that it belongs to.</param>
/// <param name="Prepare">Makes it ready, and returns what one step is.</param>
internal sealed record Workload(string Name, string Group, Func<Step> Prepare)
{
    /// <summary>The multiply-adds that one step cannot avoid; 0 where they do not matter.</summary>
    public double MultiplyAdds { get; init; }

    /// <summary>The bytes that one step must move.</summary>
    public double Bytes { get; init; }

    /// <summary>The bytes among which it moves them: they decide the level of memory.</summary>
    public double WorkingSet { get; init; }

    /// <summary>Our threads.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Whether it is part of a quick run.</summary>
    public bool IsQuick { get; init; }

    /// <summary>What a step is divided by for the second figure that is printed, such as the parameters of an optimizer; 0 for none.</summary>
    public double Elements { get; init; }
}

/// <summary>What is timed: a call that makes some steps.</summary>
/// <param name="Run">Makes the steps; a workload that times itself (a process that is started) returns the seconds of one, others 0.</param>
/// <param name="Steps">How many steps a call makes.</param>
internal sealed record Step(Func<double> Run, int Steps = 1)
{
    public static Step Of(Action run, int steps = 1) => new(() => { run(); return 0; }, steps);
}

/// <summary>Sets the number of our threads for a while.</summary>
internal readonly struct OnThreads : IDisposable
{
    private readonly int _before = Workers.Count;

    public OnThreads(int threads) => Workers.Count = threads;

    public void Dispose() => Workers.Count = _before;
}
