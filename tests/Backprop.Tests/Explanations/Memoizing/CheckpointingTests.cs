using System.Numerics;
using Backprop.Explanations.Memoizing;

namespace Backprop.Tests.Explanations.Memoizing;

/// <summary>The closed form against dynamic programming, published values, and schedules that are carried out.</summary>
public sealed class CheckpointingTests
{
    [Theory]
    [InlineData(10, 3, 15)]
    [InlineData(10, 10, 9)]
    [InlineData(56, 5, 140)]
    [InlineData(100, 5, 316)]
    [InlineData(100, 10, 222)]
    [InlineData(10, 1, 45)]
    [InlineData(100, 1, 4950)]
    [InlineData(1, 1, 0)]
    public void Known_values(int length, int checkpoints, int steps) => Assert.Equal(steps, Checkpointing.Cost(length, checkpoints).ForwardSteps);

    [Fact]
    public void The_closed_form_is_the_optimum_of_dynamic_programming()
    {
        const int Longest = 60, Most = 12;
        var best = new int[Longest + 1, Most + 1];
        for (int s = 1; s <= Most; s++)
        {
            for (int l = 2; l <= Longest; l++)
            {
                best[l, s] = l * (l - 1) / 2;
                for (int k = 1; k < l && s > 1; k++) best[l, s] = Math.Min(best[l, s], k + best[l - k, s - 1] + best[k, s]);
                Assert.Equal(best[l, s], (int)Checkpointing.Cost(l, s).ForwardSteps);
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(10, 3)]
    [InlineData(37, 1)]
    [InlineData(37, 4)]
    [InlineData(56, 5)]
    [InlineData(20, 20)]
    public void A_schedule_takes_back_every_step_in_order_and_keeps_to_its_limits(int length, int checkpoints)
    {
        var held = new HashSet<int>();
        int present = 0, most = 0, advances = 0, next = length - 1;
        foreach ((CheckpointAction action, int state) in Checkpointing.Schedule(length, checkpoints))
        {
            switch (action)
            {
                case CheckpointAction.Store:
                    Assert.Equal(present, state);
                    Assert.True(held.Add(state));
                    break;
                case CheckpointAction.Restore:
                    Assert.Contains(state, held);
                    present = state;
                    break;
                case CheckpointAction.Advance:
                    Assert.Equal(present, state);
                    present++;
                    advances++;
                    break;
                case CheckpointAction.Reverse:
                    Assert.Equal((present, next), (state, state));
                    next--;
                    break;
                case CheckpointAction.Free:
                    Assert.True(held.Remove(state));
                    break;
            }

            most = Math.Max(most, held.Count);
        }

        Assert.Equal((-1, 0), (next, held.Count));
        Assert.True(most <= checkpoints, $"{most} states are held");
        Assert.Equal(Checkpointing.Cost(length, checkpoints).ForwardSteps, advances);
    }

    [Fact]
    public void More_memory_never_costs_more_and_all_of_it_computes_nothing_again()
    {
        IReadOnlyList<CheckpointCost> costs = Checkpointing.Of(200);
        Assert.Equal(200, costs.Count);
        Assert.Equal((19_900, 0), ((int)costs[0].ForwardSteps, (int)costs[^1].Recomputed));
        for (int i = 1; i < costs.Count; i++) Assert.True(costs[i].ForwardSteps <= costs[i - 1].ForwardSteps);
        // A thousand million steps with forty states: more than any table could hold.
        Assert.Equal(7, Checkpointing.Cost(50_000_000, 40).Repetitions);
        Assert.True(Checkpointing.Cost(50_000_000, 40).ForwardSteps < (BigInteger)7 * 50_000_000);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(16)]
    [InlineData(100)]
    [InlineData(101)]
    public void The_square_root_rule_is_above_the_optimum_and_below_two_passes(int length)
    {
        CheckpointCost pieces = Checkpointing.Pieces(length, (int)Math.Sqrt(length));
        Assert.InRange(pieces.Checkpoints, 1, 2 * Math.Sqrt(length) + 2);
        Assert.InRange((int)pieces.Recomputed, 1, length);
        Assert.True(Checkpointing.Cost(length, pieces.Checkpoints).ForwardSteps <= pieces.ForwardSteps);
    }
}
