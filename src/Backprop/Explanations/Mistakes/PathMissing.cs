using Backprop.Explanations.Auditing;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Explanations.Mistakes;

/// <summary>Followed one outgoing connection and forgot the others.</summary>
internal sealed class PathMissing : Mistake
{
    /// <inheritdoc/>
    public override string Code => "path-missing";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        foreach (int weight in situation.Trained.Where(weight => situation.Weights[weight].Shape.Rank == 2))
        {
            Shape shape = situation.Weights[weight].Shape;
            (int inputs, int units) = (shape[0], shape[1]);
            string path = situation.Weights[weight].Path;
            if (units > 1)
            {
                foreach (int unit in units <= 64 ? Enumerable.Range(0, units) : [0, units - 1]) yield return Masked(weight, $"Going back through {path}, only the connection to unit {unit} is followed and the others are forgotten", i => i % units == unit);
                yield return Masked(weight, $"Going back through {path}, only the connection between units of the same number is followed and the others are forgotten", i => i % units == i / units);
                if (units is > 2 and <= 64)
                {
                    foreach (int unit in Enumerable.Range(0, units)) yield return Masked(weight, $"Going back through {path}, the connection to unit {unit} is forgotten", i => i % units != unit);
                }
            }
        }

        // A value that several layers use: one of the ways on is followed.
        foreach (Node node in Branching(situation))
        {
            for (int kept = 0; kept < 4; kept++)
            {
                int one = kept;
                string name = situation.Form.Names.First(entry => ReferenceEquals(entry.Node, node)).Origin.ToString();
                yield return new Hypothesis(this, null, $"Of the ways on from {name} only one is followed") { Back = form => new OneWay(Same(situation.Form, form, node), one), IsDoubtful = true };
            }
        }

        Hypothesis Masked(int weight, string done, Func<int, bool> kept)
        {
            Shape shape = situation.Weights[weight].Shape;
            Node mask = Constant.Of(Tensor.From(Enumerable.Range(0, (int)shape.Size).Select(i => kept(i) ? 1.0 : 0.0).ToArray(), shape));
            return new Hypothesis(this, situation.LayerOf(weight), done) { Back = _ => new OtherWeight([situation.VariableOf(weight)], (variable, _) => variable * mask) };
        }
    }


    /// <summary>The outputs of layers that more than one thing is computed from.</summary>
    private static IEnumerable<Node> Branching(Situation situation)
    {
        var consumers = new Dictionary<Node, HashSet<Node>>(ReferenceEqualityComparer.Instance);
        foreach (Node node in Graph.Order(situation.Form.Loss))
        {
            foreach (Node input in node.Inputs)
            {
                if (!consumers.TryGetValue(input, out HashSet<Node>? set)) consumers[input] = set = new HashSet<Node>(ReferenceEqualityComparer.Instance);
                set.Add(node);
            }
        }

        return situation.Form.Names.Where(entry => entry.Origin.Name == "a").Select(entry => entry.Node).Distinct().Where(node => consumers.TryGetValue(node, out HashSet<Node>? set) && set.Count > 1);
    }

    private static Node Same(StepForm from, StepForm to, Node node)
    {
        int place = from.Names.ToList().FindIndex(entry => ReferenceEquals(entry.Node, node));
        return place < 0 || place >= to.Names.Count ? node : to.Names[place].Node;
    }

    private sealed class OneWay(Node branching, int kept) : ChainEdit
    {
        public override IReadOnlyList<(OperationNode Consumer, Node Value)> Keep(Node node, IReadOnlyList<(OperationNode Consumer, Node Value)> contributions) =>
            !ReferenceEquals(node, branching) || contributions.Count < 2 || kept >= contributions.Count ? contributions : [contributions[kept]];
    }
}
