using Backprop.Explanations.Auditing;
using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Explanations.Mistakes;

/// <summary>The time steps of recurrent layers, found by the names that cells give to their states.</summary>
internal static class Recurrence
{
    private static readonly string[] s_states = ["h", "c"];

    /// <summary>The layers of weights, each with the path under which its states are named.</summary>
    public static IEnumerable<(string Layer, string Path)> Layers(Situation situation) => situation.Form.Names
        .Where(name => name.Origin.Name == "h").Select(name => name.Origin.Layer).Distinct()
        .Where(path => Steps(situation.Form, path).Length > 1)
        .SelectMany(path => situation.Layers.Where(layer => layer == path || layer.StartsWith(path + "/", StringComparison.Ordinal) || path.StartsWith(layer + "/", StringComparison.Ordinal)).Take(1).Select(layer => (layer, path)));

    /// <summary>The forward pass in which the states before the last step are numbers: nothing goes back to earlier steps.</summary>
    public static StepForm WithEarlierStatesConstant(StepForm form, Situation situation, string path)
    {
        int[] steps = Steps(form, path);
        var constants = new Dictionary<Node, Node>(ReferenceEqualityComparer.Instance);
        foreach (int step in steps[..^1])
        {
            foreach (Node state in States(form, path, step)) constants[state] = Functions.StopGradient(state);
        }

        return form.With((node, inputs) => constants.ContainsKey(node) && node is OperationNode operation ? Functions.StopGradient(OperationNode.Of(operation.Operation, [.. inputs])) : null);
    }

    /// <summary>An edit by which the weights' gradients count one step only, while the chain through the states stays whole.</summary>
    public static ChainEdit OnlyStep(StepForm form, Situation situation, string path, bool isLast)
    {
        int[] steps = Steps(form, path);
        var within = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        int kept = isLast ? steps[^1] : steps[0];
        // What the other steps are computed from, short of the states of the step before.
        foreach (int step in steps.Where(step => step != kept))
        {
            var open = new Stack<Node>(States(form, path, step));
            var borders = new HashSet<Node>(steps.Where(other => other != step).SelectMany(other => States(form, path, other)), ReferenceEqualityComparer.Instance);
            while (open.Count > 0)
            {
                Node node = open.Pop();
                if (borders.Contains(node) || !within.Add(node)) continue;
                foreach (Node input in node.Inputs) open.Push(input);
            }
        }

        // What the kept step uses itself is not another step's.
        var own = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        var mine = new Stack<Node>(States(form, path, kept));
        var foreign = new HashSet<Node>(steps.Where(other => other != kept).SelectMany(other => States(form, path, other)), ReferenceEqualityComparer.Instance);
        while (mine.Count > 0)
        {
            Node node = mine.Pop();
            if (foreign.Contains(node) || !own.Add(node)) continue;
            foreach (Node input in node.Inputs) mine.Push(input);
        }

        within.ExceptWith(own);
        var weights = new HashSet<Node>(situation.Trained.Select(situation.VariableOf), ReferenceEqualityComparer.Instance);
        return new StepOnly(within, own, weights);
    }

    /// <summary>An edit by which nothing goes from a step to the states of the step before, while outputs keep their part.</summary>
    public static ChainEdit CutBetweenSteps(StepForm form, string path, string[] names)
    {
        int[] steps = Steps(form, path);
        var cut = new HashSet<(Node Consumer, Node State)>();
        for (int i = 1; i < steps.Length; i++)
        {
            var states = new HashSet<Node>(names.SelectMany(name => Named(form, path, steps[i - 1], name)), ReferenceEqualityComparer.Instance);
            // Everything that the next step is computed from: its uses of the states are those to cut. A step's own use of its c, in h, is not.
            var before = new HashSet<Node>(Graph.Order(States(form, path, steps[i - 1])), ReferenceEqualityComparer.Instance);
            foreach (Node node in Graph.Order(States(form, path, steps[i])).Where(node => !before.Contains(node)))
            {
                foreach (Node input in node.Inputs.Where(states.Contains)) cut.Add((node, input));
            }
        }

        return new CutEdges(cut);
    }

    private static int[] Steps(StepForm form, string path)
    {
        // In the order in which they were computed: a layer that goes backwards ends with step 0.
        return [.. form.Names.Where(name => name.Origin.Layer == path && name.Origin.Name == "h").Select(name => name.Origin.Step).Distinct()];
    }

    private static IEnumerable<Node> States(StepForm form, string path, int step) => s_states.SelectMany(name => Named(form, path, step, name));

    private static IEnumerable<Node> Named(StepForm form, string path, int step, string name) => form.Names.Where(entry => entry.Origin.Layer == path && entry.Origin.Step == step && entry.Origin.Name == name).Select(entry => entry.Node);

    private sealed class StepOnly(HashSet<Node> others, HashSet<Node> own, HashSet<Node> weights) : ChainEdit
    {
        public override Node?[] Contribute(OperationNode node, Node upstream, Node?[] contributions, Chain chain)
        {
            for (int input = 0; input < contributions.Length; input++)
            {
                // A step's own part of a product over all steps, or a weight that it uses.
                bool isWeight = weights.Contains(node.Inputs[input]) && node.Inputs[input] is Variable;
                if (others.Contains(node) && (isWeight || own.Contains(node.Inputs[input]))) contributions[input] = null;
            }

            return contributions;
        }
    }

    private sealed class CutEdges(HashSet<(Node Consumer, Node State)> edges) : ChainEdit
    {
        public override Node?[] Contribute(OperationNode node, Node upstream, Node?[] contributions, Chain chain)
        {
            for (int input = 0; input < contributions.Length; input++)
            {
                if (edges.Contains((node, node.Inputs[input]))) contributions[input] = null;
            }

            return contributions;
        }
    }
}
