using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Explanations.Auditing;

/// <summary>How the step is set up: what hypotheses about data, loss and mode change.</summary>
internal sealed record StepSetup(TrainingData Data)
{
    /// <summary>Whether layers act as in training.</summary>
    public bool Training { get; init; } = true;

    /// <summary>Whether masks count.</summary>
    public bool Masks { get; init; } = true;

    /// <summary>Whether the samples' weights count.</summary>
    public bool Weighted { get; init; } = true;

    /// <summary>Whether sigmoid and softmax are joined with cross-entropy; if not, every function is a step of its own.</summary>
    public bool Fused { get; init; } = true;

    /// <summary>Another loss for an output.</summary>
    public Func<Loss, Loss> Loss { get; init; } = loss => loss;

    /// <summary>Another factor for an output's loss.</summary>
    public Func<int, double, double> LossWeight { get; init; } = (_, weight) => weight;

    /// <summary>Factors of the rows' losses, the mean being over all rows; null for 1.</summary>
    public double[]? RowFactors { get; init; }
}

/// <summary>An activation function within the graph: what goes in and what comes out.</summary>
internal sealed record Site(string Layer, int Call, int Step, Node Z, Node A);

/// <summary>The forward pass with its numbers in place of placeholders: the loss, and what layers call their nodes.</summary>
internal sealed record StepForm(Node Loss, Node? Penalty, IReadOnlyList<Node> Outputs, IReadOnlyList<(NodeOrigin Origin, Node Node)> Names)
{
    private static readonly HashSet<string> s_outputs = ["a", "h"];
    private List<Site>? _sites;

    /// <summary>The activation functions, from input to output, without those that change nothing.</summary>
    public IReadOnlyList<Site> Sites => _sites ??= [.. FindSites()];

    private IEnumerable<Site> FindSites()
    {
        foreach ((NodeOrigin origin, Node z) in Names)
        {
            if (origin.Name != "z") continue;
            foreach ((NodeOrigin other, Node a) in Names)
            {
                if (other.Layer == origin.Layer && other.Call == origin.Call && other.Step == origin.Step && s_outputs.Contains(other.Name) && !ReferenceEquals(a, z) && IsFunctionOf(a, z)) yield return new Site(origin.Layer, origin.Call, origin.Step, z, a);
            }
        }
    }

    /// <summary>Whether a is computed from z and constants alone.</summary>
    public static bool IsFunctionOf(Node a, Node z)
    {
        var seen = new HashSet<Node>(ReferenceEqualityComparer.Instance) { z };
        var open = new Stack<Node>([a]);
        bool met = false;
        while (open.Count > 0)
        {
            Node node = open.Pop();
            met |= ReferenceEquals(node, z);
            if (!seen.Add(node)) continue;
            if (seen.Count > 60 || node is Variable or Placeholder) return false;
            foreach (Node input in node.Inputs)
            {
                met |= ReferenceEquals(input, z);
                open.Push(input);
            }
        }

        return met;
    }

    /// <summary>The form with nodes replaced everywhere.</summary>
    public StepForm With(Func<Node, IReadOnlyList<Node>, Node?> replace)
    {
        Dictionary<Node, Node> made = Rewriting.Apply([Loss, .. Outputs, .. Names.Select(name => name.Node), .. Penalty is null ? Array.Empty<Node>() : [Penalty]], replace);
        return new StepForm(made[Loss], Penalty is null ? null : made[Penalty], [.. Outputs.Select(output => made[output])], [.. Names.Select(name => (name.Origin, made[name.Node]))]);
    }

    /// <summary>The form with nodes replaced everywhere.</summary>
    public StepForm With(IReadOnlyDictionary<Node, Node> replacements) => With((node, _) => replacements.GetValueOrDefault(node));

    /// <summary>Builds the forward pass of a compiled model.</summary>
    public static StepForm Build(Model model, StepSetup setup)
    {
        Compilation compilation = model.Compiled.Compilation;
        var context = new CallContext(setup.Training, model.Seed) { IgnoresMasks = !setup.Masks };
        IReadOnlyList<Node> outputs = model.ApplyAll([.. setup.Data.X.Select(tensor => (Node)Constant.Of(tensor))], context);
        var terms = new List<Node>();
        for (int i = 0; i < outputs.Count && compilation.Losses.Count > 0; i++)
        {
            if (compilation.LossOf(i) is not { } given) continue;
            Node? weight = setup.Data.Weights.Count > 0 && setup.Weighted ? Constant.Of(setup.Data.Weights[i]) : null;
            if (setup.RowFactors is { } factors)
            {
                Node rows = Constant.Of(Tensor.From(factors).Cast(outputs[i].DType));
                weight = weight is null ? rows : weight * (weight.Shape.Rank == 1 ? rows : Functions.Reshape(rows, [factors.Length, .. Enumerable.Repeat(1, weight.Shape.Rank - 1)]));
            }

            // A product with 1 hides the function behind the output, so that the loss is not joined with it.
            Node output = setup.Fused ? outputs[i] : outputs[i] * Functions.Like(outputs[i], 1);
            Node loss = setup.Loss(given).Compute(Constant.Of(setup.Data.Y[i]), output, weight, context.MaskOf(outputs[i]));
            double factor = setup.LossWeight(i, compilation.WeightOf(i));
            terms.Add(factor == 1 ? loss : loss * factor);
        }

        IReadOnlyList<Node> penalties = [.. context.Losses, .. model.TrainableWeights.Where(one => one.Regularizer is not null).Select(one => one.Regularizer!.Penalty(one.Variable))];
        Node? penalty = penalties.Count == 0 ? null : penalties.Aggregate((a, b) => a + b);
        if (penalty is not null) terms.Add(penalty);
        if (terms.Count == 0) throw new InvalidOperationException($"The model {model.Name} has no loss: give one to Compile.");
        Node total = terms[0];
        for (int i = 1; i < terms.Count; i++) total += Functions.Cast(terms[i], total.DType);
        var form = new StepForm(total, penalty, outputs, [.. context.Names.All.Select(entry => (entry.Key, entry.Value))]);
        return setup.Fused ? form : form.Unnormalized();
    }

    /// <summary>Probabilities of a softmax sum to 1: whoever works by hand does not divide them by their sum, nor clips them.</summary>
    private StepForm Unnormalized()
    {
        var outputs = new HashSet<Node>(Outputs, ReferenceEqualityComparer.Instance);
        return With((node, inputs) =>
        {
            if (node is not OperationNode operation) return null;
            if (operation.Operation is Divide && node.Inputs[1] is OperationNode { Operation: Sum } sum && ReferenceEquals(sum.Inputs[0], node.Inputs[0]) && IsShielded(node.Inputs[0])) return inputs[0];
            return operation.Operation is Clip && node.Inputs[0] is OperationNode source && (IsShielded(source) || (source.Operation is Divide && IsShielded(source.Inputs[0]))) ? inputs[0] : null;
        });

        bool IsShielded(Node node) => node is OperationNode { Operation: Operations.Multiply } product && outputs.Contains(product.Inputs[0]) && product.Inputs[1] is Constant;
    }
}
