using System.Globalization;
using Backprop.Graphs;

namespace Backprop.Plans;

/// <summary>One order of the units, and what follows from it.</summary>
internal sealed class Candidate
{
    private readonly IReadOnlyList<Node> _results;
    private readonly IReadOnlyList<Update> _updates;

    public Candidate(Schedule schedule, IReadOnlyList<Node> results, IReadOnlyList<Update> updates, bool stacksInPlace)
    {
        (Schedule, _results, _updates) = (schedule, results, updates);
        InPlace = new InPlaceUpdates(schedule, updates);
        Merged = MergedUpdate.Find(schedule, InPlace);
        Layout = new Layout(schedule, results, updates, InPlace, Merged, stacksInPlace ? new StackedInPlace(schedule, SideBySide) : StackedInPlace.None);
    }

    public Schedule Schedule { get; }

    public InPlaceUpdates InPlace { get; }

    public IReadOnlyList<MergedUpdate> Merged { get; }

    public Layout Layout { get; }

    /// <summary>What merged updates read together.</summary>
    private IEnumerable<Node> SideBySide => Merged.SelectMany(update => update.Composites).SelectMany(nodes => nodes);

    /// <summary>The one with the smallest arena.</summary>
    public static Candidate Least(Candidate[] candidates)
    {
        Candidate least = candidates[0];
        foreach (Candidate other in candidates[1..])
        {
            // Places are chosen only for what could need less.
            if (other.Layout.LiveBytes < least.Layout.Bytes && other.Layout.Bytes < least.Layout.Bytes) least = other;
        }

        return least;
    }

    /// <summary>The first, from the smallest arena on, that keeps to a budget by computing values a second time.</summary>
    public static Candidate Within(Candidate[] candidates, long budget)
    {
        long least = long.MaxValue;
        foreach (Candidate candidate in candidates.OrderBy(candidate => candidate.Layout.Bytes))
        {
            if (candidate.Within(budget, out long needed) is { } fitting) return fitting;
            least = Math.Min(least, needed);
        }

        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The step needs {least:N0} bytes for gradients and values in between even if all that can be is computed twice; the memory budget is {budget:N0}. Train with smaller batches, or raise the budget."));
    }

    private Candidate? Within(long budget, out long needed)
    {
        IEnumerable<Node> held = [.. _results, .. _updates.Select(update => update.Value), .. SideBySide];
        Schedule? fitting = Checkpointing.Fit(Schedule, budget, schedule => new Layout(schedule, _results, _updates, InPlace, Merged, StackedInPlace.None).Bytes, new HashSet<Node>(held.Select(Schedule.Root), NodeComparer.Instance), out needed);
        return fitting is null ? null : ReferenceEquals(fitting, Schedule) ? this : new Candidate(fitting, _results, _updates, stacksInPlace: false);
    }
}
