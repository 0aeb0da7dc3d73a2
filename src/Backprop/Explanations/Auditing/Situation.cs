using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Explanations.Auditing;

/// <summary>A model with its data and a claim about its gradients: what mistakes look at when they make hypotheses, and what computes these.</summary>
internal sealed class Situation
{
    private readonly Dictionary<Variable, Variable> _wide = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, StepForm> _forms = [];
    private readonly Variable[] _variables;
    private readonly bool[] _isTrained;
    private readonly ClaimedNumbers[] _fromOutput;
    private double[][]? _penalties;

    public Situation(Model model, TrainingData data, IReadOnlyList<ClaimedNumbers>? claims = null)
    {
        (Model, Data, Claims) = (model, data, claims ?? []);
        Weights = model.Weights;
        Setup = new StepSetup(data);
        var trained = new HashSet<Variable>(model.TrainableWeights.Select(weight => weight.Variable), ReferenceEqualityComparer.Instance);
        _isTrained = [.. Weights.Select(weight => trained.Contains(weight.Variable))];
        Form = FormOf([]);
        _variables = [.. Weights.Select(weight => _wide.GetValueOrDefault(weight.Variable, weight.Variable))];
        // Its values stay: what a hypothesis shares with the right gradient is not computed again.
        Right = Finish([], Derive([]));
        Layers = [.. Weights.Select((weight, i) => (Layer: LayerOf(i), Position: Position(i))).GroupBy(entry => entry.Layer).OrderBy(group => group.Max(entry => entry.Position)).Select(group => group.Key)];
        _fromOutput = [.. Claims.OrderByDescending(claim => Layers.ToList().IndexOf(LayerOf(claim.Weight))).ThenBy(claim => claim.Values.Length)];
    }

    public Model Model { get; }

    public TrainingData Data { get; }

    public IReadOnlyList<ClaimedNumbers> Claims { get; }

    /// <summary>All weights of the model, in its order.</summary>
    public IReadOnlyList<Weight> Weights { get; }

    public StepSetup Setup { get; }

    /// <summary>The right forward pass.</summary>
    public StepForm Form { get; }

    /// <summary>The right numbers.</summary>
    public State Right { get; private set; }

    public Numbers Numbers { get; } = new();

    /// <summary>The layers with weights, from the input to the output.</summary>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>The rows of the batch.</summary>
    public int Rows => Data.X[0].Shape[0];

    public Optimizer Optimizer => Model.Optimizer;

    public double Rate => Optimizer.LearningRate;

    public IReadOnlyList<Losses.Loss> Losses => [.. Enumerable.Range(0, Form.Outputs.Count).Select(Compilation.LossOf).OfType<Losses.Loss>()];

    public Compilation Compilation => Model.Compiled.Compilation;

    /// <summary>Whether the loss is a mean over the batch, rather than a sum.</summary>
    public bool IsMean => Losses.All(loss => loss.Reduction is not Reduction.Sum);

    /// <summary>What may be taken for the size of the batch: the rows, and where outputs are sequences or images, rows times places.</summary>
    public IReadOnlyList<int> BatchSizes => [.. Form.Outputs.Select(output => checked((int)output.Shape[..^1].Size)).Prepend(Rows).Distinct()];

    /// <summary>Over how many places a bias is added besides the rows: of images and sequences.</summary>
    public IReadOnlyList<int> Positions => [.. Form.Names.Where(name => name.Origin.Name == "z" && name.Node.Shape.Rank > 2).Select(name => checked((int)name.Node.Shape[1..^1].Size)).SelectMany(count => new[] { count, count * Rows })
        .Concat(Form.Names.Where(name => name.Origin.Name == "h").Select(name => name.Origin.Step + 1).DefaultIfEmpty(1).Max() is var steps and > 1 ? [steps, steps * Rows] : []).Distinct()];

    /// <summary>The gradient of the penalties alone, weight by weight; null when there are none.</summary>
    public double[][]? Penalties => Form.Penalty is null ? null : _penalties ??= Within(() =>
    {
        Chain chain = Chain.Back(Form.Penalty, _variables);
        return _variables.Select((variable, weight) => _isTrained[weight] && chain.Of(variable) is { } gradient ? Numbers.Of(gradient) : new double[variable.Shape.Size]).ToArray();
    });

    /// <summary>Whether the claim speaks of new weights.</summary>
    public bool HasUpdates => Claims.Any(claim => claim.IsUpdate);

    public bool IsTrained(int weight) => _isTrained[weight];

    /// <summary>The layer of a weight: its path without its own name.</summary>
    public string LayerOf(int weight) => Weights[weight].Path.LastIndexOf('/') is int slash and >= 0 ? Weights[weight].Path[..slash] : Weights[weight].Path;

    /// <summary>The weights of a layer.</summary>
    public IEnumerable<int> WeightsOf(string layer) => Enumerable.Range(0, Weights.Count).Where(weight => LayerOf(weight) == layer);

    /// <summary>The weights that train.</summary>
    public IEnumerable<int> Trained => Enumerable.Range(0, Weights.Count).Where(weight => _isTrained[weight]);

    /// <summary>Whether a weight is one number per unit that is added.</summary>
    public bool IsBias(int weight) => Weights[weight].Path.EndsWith("/bias", StringComparison.Ordinal);

    /// <summary>A weight as the forward pass knows it.</summary>
    public Variable VariableOf(int weight) => _variables[weight];

    /// <summary>The values of a weight before the step.</summary>
    public double[] Before(int weight) => Weights[weight].Variable.Value.ToArray<double>();

    /// <summary>Does something and forgets the values it computed.</summary>
    public T Within<T>(Func<T> work) => Numbers.Within(work);

    /// <summary>The numbers that follow from mistakes.</summary>
    public State Evaluate(IReadOnlyList<Hypothesis> mistakes)
    {
        double[][] derived = Within(() => Derive(mistakes));
        return Finish(mistakes, derived);
    }

    /// <summary>The numbers that follow when mistakes that only change numbers are made on top of others.</summary>
    public State Finish(IReadOnlyList<Hypothesis> mistakes, double[][] derived)
    {
        double[][] gradients = mistakes.Where(one => one.Numbers is not null).OrderBy(one => one.IsOfPenalty ? -1 : one.Mistake.Order).Aggregate(derived, (numbers, one) => one.Numbers!(numbers));
        double[][]? updated = HasUpdates || mistakes.Any(one => one.Step is not null) ? Step(gradients) : null;
        foreach (Hypothesis one in mistakes) updated = one.Step is null ? updated : one.Step(gradients, updated!);
        return new State(mistakes, gradients, updated) { Derived = derived };
    }

    /// <summary>The weights after the optimizer's step from some gradients, with the state that the optimizer has.</summary>
    public double[][] Step(double[][] gradients)
    {
        var updates = new Dictionary<Variable, Node>(ReferenceEqualityComparer.Instance);
        Parameter[] parameters = [.. Trained.Select(weight => new Parameter(Weights[weight].Variable, Constant.Of(Tensor.From(gradients[weight], Weights[weight].Shape).Cast(Weights[weight].Variable.DType)), Weights[weight].Constraint))];
        if (parameters.Length > 0)
        {
            foreach (Update update in Optimizer.Apply(parameters)) updates[update.Variable] = update.Value;
        }

        return Within(() =>
        {
            var result = new double[Weights.Count][];
            for (int weight = 0; weight < result.Length; weight++)
            {
                result[weight] = updates.TryGetValue(Weights[weight].Variable, out Node? next) ? Numbers.Of(Wide(next)) : Before(weight);
            }

            return result;
        });
    }

    /// <summary>The next value of a weight as an expression of its gradient.</summary>
    public Node? Next(Variable weight, Node gradient)
    {
        Variable own = _wide.FirstOrDefault(pair => ReferenceEquals(pair.Value, weight)).Key ?? weight;
        return Optimizer.Apply([new Parameter(own, Operations.Functions.Cast(gradient, own.DType))]).Where(update => ReferenceEquals(update.Variable, own)).Select(update => Wide(update.Value)).FirstOrDefault();
    }

    /// <summary>The right loss with other weights.</summary>
    public double LossWith(double[][] weights)
    {
        var replacements = new Dictionary<Node, Node>(ReferenceEqualityComparer.Instance);
        for (int weight = 0; weight < weights.Length; weight++) replacements[_variables[weight]] = Constant.Of(Tensor.From(weights[weight], _variables[weight].Shape));
        return Within(() => Numbers[Rewriting.Substitute(Form.Loss, replacements)].At(0));
    }

    /// <summary>The forward pass with some mistakes.</summary>
    public StepForm FormOf(IReadOnlyList<Hypothesis> mistakes)
    {
        Hypothesis[] setups = [.. mistakes.Where(one => one.Setup is not null)];
        StepForm Build()
        {
            StepForm form = StepForm.Build(Model, setups.Aggregate(Setup, (setup, one) => one.Setup!(setup)));
            if (form.Loss.DType == DType.Float64) return form;
            Dictionary<Node, Node> made = Rewriting.Convert([form.Loss, .. form.Outputs, .. form.Names.Select(name => name.Node), .. form.Penalty is null ? Array.Empty<Node>() : [form.Penalty]], DType.Float64, _wide);
            return new StepForm(made[form.Loss], form.Penalty is null ? null : made[form.Penalty], [.. form.Outputs.Select(output => made[output])], [.. form.Names.Select(name => (name.Origin, made[name.Node]))]);
        }

        object key = setups.Length == 0 ? "" : setups.Length == 1 ? setups[0] : string.Join(",", setups.Select(one => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(one)));
        if (!_forms.TryGetValue(key, out StepForm? found)) _forms[key] = found = Build();
        return mistakes.Where(one => one.Forward is not null).Aggregate(found, (form, one) => one.Forward!(form));
    }

    /// <summary>How much of the gradients' digits single precision loses, weight by weight: the largest difference to the right numbers.</summary>
    public double[] SingleNoise()
    {
        var narrow = new Dictionary<Variable, Variable>(ReferenceEqualityComparer.Instance);
        Dictionary<Node, Node> made = Rewriting.Convert([Form.Loss, .. _variables], DType.Float32, narrow);
        Node[] with = [.. _variables.Select(variable => made[variable])];
        return Within(() =>
        {
            Chain chain = Chain.Back(made[Form.Loss], with);
            return Enumerable.Range(0, with.Length).Select(weight => chain.Of(with[weight]) is { } gradient
                ? Numbers.Of(gradient).Zip(Right.Gradients[weight], (a, b) => Math.Abs(a - b)).Where(double.IsFinite).DefaultIfEmpty(0).Max()
                : 0).ToArray();
        });
    }

    /// <summary>
    /// Whether a mistake that changes the graph gives every claimed gradient. The weights nearest the output are looked at first, and nothing is computed
    /// beyond the first that differs.
    /// </summary>
    public bool Explains(Hypothesis mistake, Func<ClaimedNumbers, double[], bool> agree) => Within(() =>
    {
        StepForm form = FormOf([mistake]);
        Chain chain = Chain.Back(form.Loss, [.. Trained.Select(weight => _variables[weight])], mistake.Back?.Invoke(form) is { } edit ? [edit] : []);
        return _fromOutput.All(claim => agree(claim, _isTrained[claim.Weight] && chain.Of(_variables[claim.Weight]) is { } gradient ? Numbers.Of(gradient) : new double[claim.Values.Length]));
    });

    private double[][] Derive(IReadOnlyList<Hypothesis> mistakes)
    {
        StepForm form = FormOf(mistakes);
        ChainEdit[] edits = [.. mistakes.Select(one => one.Back?.Invoke(form)).OfType<ChainEdit>()];
        Variable[] variables = _variables ?? [.. Weights.Select(weight => _wide.GetValueOrDefault(weight.Variable, weight.Variable))];
        Chain chain = Chain.Back(form.Loss, [.. Trained.Select(weight => variables[weight])], edits);
        return [.. variables.Select((variable, weight) => _isTrained[weight] && chain.Of(variable) is { } gradient ? Numbers.Of(gradient) : new double[variable.Shape.Size])];
    }

    private Node Wide(Node node) => node.DType == DType.Float64 ? node : Rewriting.Convert([node], DType.Float64, _wide)[node];

    /// <summary>Where in the forward pass a weight is used first: weights of later layers have larger numbers.</summary>
    private int Position(int weight)
    {
        IReadOnlyList<Node> order = Graph.Order(Form.Loss);
        for (int i = 0; i < order.Count; i++)
        {
            if (order[i].Inputs.Contains(_variables[weight], ReferenceEqualityComparer.Instance)) return i;
        }

        return order.Count;
    }
}
