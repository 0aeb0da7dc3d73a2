using Backprop.Explanations.Derivations;
using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Explanations.Pictures;

/// <summary>Units that are joined with every unit before them: a matrix product with a weight, and perhaps a bias.</summary>
/// <param name="From">The numbers that go in, (samples, inputs).</param>
/// <param name="To">The numbers that come out, (samples, units).</param>
/// <param name="Kernel">The weight, (inputs, units).</param>
/// <param name="Bias">The bias, (units); null where there is none.</param>
internal sealed record UnitLayer(Node From, Node To, Variable Kernel, Variable? Bias);

/// <summary>Finds, in the graph of a training step, whether the network is a chain of such layers, which can be drawn unit by unit. It looks at operations, not at layers.</summary>
internal static class UnitChain
{
    /// <summary>The layers from the input to the output; null where the network has another form.</summary>
    public static IReadOnlyList<UnitLayer>? Of(StepNumbers step)
    {
        IReadOnlyList<Node> order = Graph.Order(step.Step.Loss);
        OperationNode[] products = [.. order.OfType<OperationNode>().Where(IsLayer)];
        var layers = new List<UnitLayer>();
        var weights = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < products.Length; i++)
        {
            OperationNode product = products[i];
            OperationNode? sum = order.OfType<OperationNode>().FirstOrDefault(node => node.Operation is Add && node.Inputs.Contains(product) && node.Inputs.Any(input => input is Variable { Shape.Rank: 1 }));
            Node? to = i + 1 < products.Length ? products[i + 1].Inputs[0] : Last(step, order, product, sum ?? product);
            if (to is null || to.Shape != product.Shape || !LeadsOnlyTo(to, product)) return null;
            var bias = (Variable?)sum?.Inputs.First(input => input is Variable);
            var kernel = (Variable)product.Inputs[1];
            layers.Add(new UnitLayer(product.Inputs[0], to, kernel, bias));
            weights.Add(kernel);
            if (bias is not null) weights.Add(bias);
        }

        // Every gradient of the step belongs to a wire, and the loss sees the last layer alone.
        bool isAll = layers.Count > 0 && layers[0].From is Placeholder && order.OfType<Variable>().All(weights.Contains) && LeadsOnlyTo(step.Step.Loss, layers[^1].To, isLoss: true);
        return isAll ? layers : null;
    }

    private static bool IsLayer(OperationNode node) => node.Operation is MatMul { TransposeA: false, TransposeB: false } && node.Shape.Rank == 2 && node.Inputs[1] is Variable { Shape.Rank: 2 };

    /// <summary>What the last product becomes: the last value with a name and the same shape before the loss.</summary>
    private static Node? Last(StepNumbers step, IReadOnlyList<Node> order, Node product, Node otherwise) =>
        order.LastOrDefault(node => node is OperationNode && node.Shape == product.Shape && step.Symbols.Named(node) is not null && LeadsOnlyTo(node, product)) ?? otherwise;

    /// <summary>Whether every way back from a node ends at another one, or at numbers that are no value of the network.</summary>
    private static bool LeadsOnlyTo(Node from, Node to, bool isLoss = false)
    {
        var seen = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        var open = new Stack<Node>([from]);
        bool met = false;
        while (open.TryPop(out Node? node))
        {
            if (ReferenceEquals(node, to))
            {
                met = true;
                continue;
            }

            if (!isLoss && node is Placeholder || node is OperationNode product && IsLayer(product)) return false;
            foreach (Node input in node.Inputs)
            {
                if (seen.Add(input)) open.Push(input);
            }
        }

        return met;
    }
}
