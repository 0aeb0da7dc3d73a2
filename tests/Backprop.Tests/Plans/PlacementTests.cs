using Backprop.Graphs;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Tests.Plans;

public sealed class PlacementTests
{
    public static TheoryData<int> Rounds => [.. Enumerable.Range(0, 50)];

    [Theory]
    [MemberData(nameof(Rounds))]
    public void What_lives_at_the_same_time_shares_no_byte(int round)
    {
        var random = new Random(round);
        (int positions, int count) = (random.Next(1, 40), random.Next(0, 80));
        int[] starts = [.. Enumerable.Range(0, count).Select(_ => random.Next(positions)).Order()];
        List<Placement.Block> blocks = [.. starts.Select(start => new Placement.Block(
            [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Placeholder.Of("x", DType.Float32, [random.Next(0, 300)]))],
            start,
            random.Next(10) == 0 ? int.MaxValue : random.Next(start, positions)))];
        long least = Placement.LiveAtOnce(blocks, positions), bytes = Placement.Place(blocks, least);

        long most = Enumerable.Range(0, positions).Max(at => blocks.Where(block => block.Start <= at && at <= block.End).Sum(block => block.Bytes));
        Assert.Equal(most, least);
        Assert.InRange(bytes, least, blocks.Sum(block => block.Bytes));
        Assert.Equal(bytes, blocks.Select(block => block.Offset + block.Bytes).DefaultIfEmpty().Max());
        foreach (Placement.Block a in blocks)
        {
            Assert.Equal(0, a.Offset % Storage.Alignment);
            Assert.True(a.Bytes >= a.Nodes.Sum(node => node.Type.Bytes));
            foreach (Placement.Block b in blocks.Where(b => b != a && a.Start <= b.End && b.Start <= a.End))
            {
                Assert.True(a.Offset + a.Bytes <= b.Offset || b.Offset + b.Bytes <= a.Offset, $"[{a.Offset}, {a.Offset + a.Bytes}) at {a.Start}-{a.End} and [{b.Offset}, {b.Offset + b.Bytes}) at {b.Start}-{b.End}");
            }
        }
    }

    /// <summary>A long-lived small block amid short-lived large ones: in order it cuts the room that the next large one needs; by size it does not.</summary>
    [Fact]
    public void Gaps_that_the_order_leaves_are_avoided()
    {
        List<Placement.Block> blocks = [Of(1600, 0, 1), Of(160, 1, 9), Of(1600, 2, 3), Of(2400, 4, 5)];
        long least = Placement.LiveAtOnce(blocks, 10);
        Assert.Equal(4 * (2400 + 160), least);
        Assert.Equal(least, Placement.Place(blocks, least));

        static Placement.Block Of(int numbers, int start, int end) => new([Placeholder.Of("x", DType.Float32, [numbers])], start, end);
    }
}
