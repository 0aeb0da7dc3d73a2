using System.Numerics;
using Backprop.Explanations;
using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Tests.Explanations;

public sealed class MemoizationCountTests
{
    [Fact]
    public void A_square_of_a_sum_is_counted_by_hand()
    {
        Variable a = Variable.Of("a", 1.0), b = Variable.Of("b", 2.0);
        Node sum = a + b;
        MemoizationCount count = MemoizationCount.Of([sum * sum]);

        // Graph: a, b, a + b, and the product. Tree: the sum with its leaves twice, and the product.
        Assert.Equal(4, count.Nodes);
        Assert.Equal(7, count.TreeNodes);
        Assert.Equal(1, count.SharedNodes);
        Assert.Equal(new Dictionary<int, int> { [0] = 1, [1] = 2, [2] = 1 }, count.NodesByUses);
    }

    [Fact]
    public void Doubling_two_thousand_times_is_counted_exactly()
    {
        const int Steps = 2_000;
        Node node = Variable.Of("a", 1.0);
        for (int step = 0; step < Steps; step++) node += node;
        MemoizationCount count = MemoizationCount.Of([node]);
        Assert.Equal(Steps + 1, count.Nodes);
        Assert.Equal(BigInteger.Pow(2, Steps + 1) - 1, count.TreeNodes);
    }

    [Fact]
    public void Outputs_are_added_and_share_their_nodes()
    {
        Variable a = Variable.Of("a", 1.0);
        Node first = Functions.Exp(a), second = Functions.Sin(first);
        MemoizationCount count = MemoizationCount.Of([first, second]);
        Assert.Equal((3, 5), (count.Nodes, (int)count.TreeNodes));
    }
}
