using System.Numerics;
using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Plans;

namespace Backprop.Explanations.Memoizing;

/// <summary>The paths of one weight.</summary>
/// <param name="Variable">The weight.</param>
/// <param name="Entries">How many numbers it has.</param>
/// <param name="Paths">The paths from all of them to the loss.</param>
public sealed record WeightPaths(Variable Variable, long Entries, BigInteger Paths);

/// <summary>
/// The paths from weights to a loss, number by number, on the graph that trains, and what the gradient costs with and without sharing. Exact, however large.
/// <para>
/// A path goes from one number of a weight, over one number of each node that uses the one before it, to the loss. The gradient of a weight is the sum over its paths of the products of
/// the local derivatives along them. A multiplication is counted for every local derivative that is not always 1 or −1: sums, differences and whatever only moves
/// numbers cost nothing; a product, a matrix product, an activation function, a power cost one for each pair of numbers that they join. Additions are not counted.
/// </para>
/// </summary>
public sealed class PathCount
{
    private PathCount(IReadOnlyList<WeightPaths> weights, BigInteger unshared, BigInteger shared, BigInteger forward)
    {
        (Weights, UnsharedMultiplications, SharedMultiplications, ForwardMultiplications) = (weights, unshared, shared, forward);
    }

    /// <summary>The weights in the order in which they were given.</summary>
    public IReadOnlyList<WeightPaths> Weights { get; }

    /// <summary>The numbers that train.</summary>
    public long Entries => Weights.Sum(weight => weight.Entries);

    /// <summary>The paths from all of them.</summary>
    public BigInteger Paths => Weights.Aggregate(BigInteger.Zero, (sum, weight) => sum + weight.Paths);

    /// <summary>With nothing shared: every path multiplied out by itself.</summary>
    public BigInteger UnsharedMultiplications { get; }

    /// <summary>With δ shared, which is reverse mode: every local derivative on the way is multiplied once, by the δ of what it leads to.</summary>
    public BigInteger SharedMultiplications { get; }

    /// <summary>Forward mode: for every number of every weight once through all operations between the weight and the loss.</summary>
    public BigInteger ForwardMultiplications { get; }

    /// <summary>Counts.</summary>
    /// <param name="loss">A node of one float number.</param>
    /// <param name="weights">The variables whose gradients are meant.</param>
    /// <param name="trace">A run that computed the loss: indices decide which numbers are joined.</param>
    /// <exception cref="NotSupportedException">The paths through an operation that the library does not know are too many to look at one by one.</exception>
    public static PathCount Of(Node loss, IReadOnlyList<Variable> weights, Trace trace)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(trace);
        GradientRecord record = Gradient.Record(loss, weights);
        IReadOnlyList<Node> order = Graph.Order(loss);
        var paths = new Dictionary<Node, LargeCounts>(ReferenceEqualityComparer.Instance) { [loss] = LargeCounts.Full(loss.Shape, 1) };
        // The multiplications along all paths from a number to the loss, added up.
        var factors = new Dictionary<Node, LargeCounts>(ReferenceEqualityComparer.Instance) { [loss] = LargeCounts.Full(loss.Shape, 0) };
        var edges = new List<(Node From, OperationNode To, BigInteger Count)>();
        for (int i = order.Count - 1; i >= 0; i--)
        {
            if (order[i] is not OperationNode node || !paths.TryGetValue(node, out LargeCounts? own)) continue;
            for (int input = 0; input < node.Inputs.Count; input++)
            {
                Node from = node.Inputs[input];
                if (!record.Contributions(from).Any(one => ReferenceEquals(one.Consumer, node) && one.Input == input)) continue;
                UnitRule rule = UnitRule.Of(node, input, trace);
                LargeCounts pulled = own.Through(rule, from.Shape), multiplied = factors[node].Through(rule, from.Shape);
                if (!rule.IsFree)
                {
                    multiplied += pulled;
                    edges.Add((from, node, (BigInteger)rule.Edges()));
                }

                paths[from] = paths.TryGetValue(from, out LargeCounts? before) ? before + pulled : pulled;
                factors[from] = factors.TryGetValue(from, out LargeCounts? known) ? known + multiplied : multiplied;
            }

            // Everything that uses the node has been seen; only the weights' own counts are asked for.
            paths.Remove(node);
            factors.Remove(node);
        }

        var counted = new List<WeightPaths>();
        BigInteger unshared = 0, forward = 0;
        foreach (Variable weight in weights)
        {
            counted.Add(new WeightPaths(weight, weight.Shape.Size, paths.TryGetValue(weight, out LargeCounts? own) ? own.Sum() : 0));
            unshared += factors.TryGetValue(weight, out LargeCounts? own2) ? own2.Sum() : 0;
            forward += weight.Shape.Size * Behind(weight, order, edges);
        }

        return new PathCount(counted, unshared, edges.Aggregate(BigInteger.Zero, (sum, edge) => sum + edge.Count), forward);
    }

    /// <summary>The multiplications of one sweep from a weight forward to the loss.</summary>
    private static BigInteger Behind(Variable weight, IReadOnlyList<Node> order, List<(Node From, OperationNode To, BigInteger Count)> edges)
    {
        var depends = new HashSet<Node>(ReferenceEqualityComparer.Instance) { weight };
        foreach (Node node in order)
        {
            if (node.Inputs.Any(depends.Contains)) depends.Add(node);
        }

        return edges.Where(edge => depends.Contains(edge.From)).Aggregate(BigInteger.Zero, (sum, edge) => sum + edge.Count);
    }
}
