using System.Numerics;

namespace Backprop.Explanations.Memoizing;

/// <summary>What a number of checkpoints costs on a chain.</summary>
/// <param name="Checkpoints">How many states may be held at a time, the first one included.</param>
/// <param name="ForwardSteps">The fewest forward steps with which every step can be taken back.</param>
/// <param name="Recomputed">How many of them compute something that had been computed before.</param>
/// <param name="Repetitions">How often a step is computed at most.</param>
public sealed record CheckpointCost(int Checkpoints, BigInteger ForwardSteps, BigInteger Recomputed, int Repetitions);

/// <summary>What to do next on a chain whose gradient is computed with few checkpoints.</summary>
public enum CheckpointAction
{
    /// <summary>Keep the present state.</summary>
    Store,

    /// <summary>Go on from a state that was kept.</summary>
    Restore,

    /// <summary>Compute the next state, without keeping the one before it.</summary>
    Advance,

    /// <summary>Compute the step after the present state with all it needs, and take its gradient back.</summary>
    Reverse,

    /// <summary>Forget a state that was kept.</summary>
    Free,
}

/// <summary>
/// The gradient of a chain of equal steps when not every state can be kept: forgotten states are computed again from a kept one (rematerialization).
/// <para>
/// The fewest forward steps for l steps and s states held are t(l, s) = r·l − C(s+r, r−1), with the smallest r for which C(s+r, s) ≥ l; r says how often a step is computed
/// at most. The first state counts as held; the step that is being taken back is computed as part of that and not counted, so that with all states kept
/// l − 1 forward steps remain, and with one l(l−1)/2.
/// </para>
/// Source: A. Griewank, A. Walther: Algorithm 799, revolve, ACM Transactions on Mathematical Software 26, 2000, doi 10.1145/347837.347846.
/// </summary>
public static class Checkpointing
{
    /// <summary>The fewest forward steps.</summary>
    /// <param name="length">The steps of the chain, l ≥ 1.</param>
    /// <param name="checkpoints">The states that may be held, s ≥ 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of the two is below 1.</exception>
    public static CheckpointCost Cost(int length, int checkpoints)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(checkpoints, 1);
        int r = 0;
        BigInteger reach = BigInteger.One;
        for (; reach < length; r++) reach = reach * (checkpoints + r + 1) / (r + 1);
        // C(s+r, r−1) is the neighbour of C(s+r, r) in Pascal's triangle: r/(s+1) of it.
        BigInteger steps = (BigInteger)r * length - reach * r / (checkpoints + 1);
        return new CheckpointCost(checkpoints, steps, steps - (length - 1), r);
    }

    /// <summary>The cost of every number of checkpoints from 1 to the length of the chain.</summary>
    /// <param name="length">The steps of the chain, l ≥ 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 1.</exception>
    public static IReadOnlyList<CheckpointCost> Of(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        return [.. Enumerable.Range(1, length).Select(checkpoints => Cost(length, checkpoints))];
    }

    /// <summary>
    /// The simple rule for comparison: keep the state before every k-th step, and compute each piece once more, keeping its states, when its turn comes.
    /// With k = √l it holds about 2√l states and computes hardly any step more than twice.
    /// Source: T. Chen, B. Xu, C. Zhang, C. Guestrin: Training Deep Nets with Sublinear Memory Cost, 2016, arXiv 1604.06174.
    /// </summary>
    /// <param name="length">The steps of the chain, l ≥ 1.</param>
    /// <param name="every">k ≥ 1.</param>
    /// <returns>The most states held at a time as Checkpoints, and the forward steps.</returns>
    /// <exception cref="ArgumentOutOfRangeException">One of the two is below 1.</exception>
    public static CheckpointCost Pieces(int length, int every)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        int pieces = (length + every - 1) / every, last = length - (pieces - 1) * every;
        // The last piece is still there after the first pass; of every other one all states but its first are computed again, with one piece less held each time.
        int recomputed = (pieces - 1) * (Math.Min(every, length) - 1);
        int held = Math.Max(pieces + last - 1, pieces > 1 ? pieces - 1 + every - 1 : 0);
        return new CheckpointCost(held, length - 1 + recomputed, recomputed, recomputed > 0 ? 2 : 1);
    }

    /// <summary>An order of actions that needs the fewest forward steps: a state is the number of steps that lead to it.</summary>
    /// <param name="length">The steps of the chain, l ≥ 1.</param>
    /// <param name="checkpoints">The states that may be held, s ≥ 1.</param>
    /// <returns>Actions with the state or, for Reverse, the step (the one from that state to the next) that they concern.</returns>
    /// <exception cref="ArgumentOutOfRangeException">One of the two is below 1.</exception>
    public static IReadOnlyList<(CheckpointAction Action, int State)> Schedule(int length, int checkpoints)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(checkpoints, 1);
        var actions = new List<(CheckpointAction, int)> { (CheckpointAction.Store, 0) };
        // Pieces still to be taken back, the nearest on top; the first state of each is held.
        var open = new Stack<(int Start, int Length, int Checkpoints, bool IsPresent)>();
        open.Push((0, length, checkpoints, true));
        while (open.Count > 0)
        {
            (int start, int steps, int allowed, bool isPresent) = open.Pop();
            if (!isPresent) actions.Add((CheckpointAction.Restore, start));
            if (steps == 1)
            {
                actions.Add((CheckpointAction.Reverse, start));
                actions.Add((CheckpointAction.Free, start));
                continue;
            }

            if (allowed == 1)
            {
                // From the one state that is held to the last step, again and again.
                for (int last = steps - 1; last > 0; last--)
                {
                    if (last < steps - 1) actions.Add((CheckpointAction.Restore, start));
                    for (int step = 0; step < last; step++) actions.Add((CheckpointAction.Advance, start + step));
                    actions.Add((CheckpointAction.Reverse, start + last));
                }

                open.Push((start, 1, 1, false));
                continue;
            }

            int taken = Split(steps, allowed);
            for (int step = 0; step < taken; step++) actions.Add((CheckpointAction.Advance, start + step));
            actions.Add((CheckpointAction.Store, start + taken));
            open.Push((start, taken, allowed, false));
            open.Push((start + taken, steps - taken, allowed - 1, true));
        }

        return actions;
    }

    /// <summary>How far to go before the next state is kept: the k with which k + t(l−k, s−1) + t(k, s) is least.</summary>
    private static int Split(int length, int checkpoints)
    {
        int best = 1;
        BigInteger least = -1;
        for (int k = 1; k < length; k++)
        {
            BigInteger steps = k + Cost(length - k, checkpoints - 1).ForwardSteps + Cost(k, checkpoints).ForwardSteps;
            if (least >= 0 && steps >= least) continue;
            (best, least) = (k, steps);
        }

        return best;
    }
}
