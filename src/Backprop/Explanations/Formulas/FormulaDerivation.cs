using Backprop.Differentiation;
using Backprop.Explanations.Derivations;
using Backprop.Graphs;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Explanations.Formulas;

/// <summary>One step of the forward pass of a formula, and what the backward pass finds at it.</summary>
/// <param name="Name">The name: the user's, or v1, v2 …; the last is f.</param>
/// <param name="Written">The step as a formula of earlier ones.</param>
/// <param name="Value">Its value.</param>
/// <param name="Adjoint">∂f/∂step as a formula of adjoints of later steps.</param>
/// <param name="Gradient">The adjoint's value.</param>
/// <param name="Tangents">Forward mode: ∂step/∂input for each element of <see cref="FormulaDerivation.Seeds"/>; empty where there are too many.</param>
public sealed record FormulaStep(string Name, Formula Written, Tensor Value, Formula Adjoint, Tensor Gradient, IReadOnlyList<Tensor> Tangents);

/// <summary>A local derivative between two steps: ∂to/∂from in symbols and as a number.</summary>
/// <param name="From">What is moved.</param>
/// <param name="To">What follows.</param>
/// <param name="Rule">The derivative in symbols.</param>
/// <param name="Value">Its value.</param>
public sealed record FormulaEdge(string From, string To, Formula Rule, double Value);

/// <summary>A derivative of the formula: in symbols, simplified, and as numbers.</summary>
/// <param name="Name">With respect to what: "x1", or "x1, x2" for a second derivative.</param>
/// <param name="Left">The derivative's own symbol.</param>
/// <param name="Symbolic">The formula.</param>
/// <param name="Value">The numbers, exactly as the engine computes them from the rules.</param>
public sealed record FormulaGradient(string Name, Formula Left, Formula Symbolic, Tensor Value);

/// <summary>
/// A formula that somebody typed in, derived: the forward pass step by step, the backward pass with every local derivative, forward mode beside it,
/// and the gradient in symbols. It is the same graph, with the same rules, that models are made of; all numbers are float64.
/// </summary>
public sealed class FormulaDerivation
{
    private const int MostSeeds = 8;
    private const int MostSteps = 500;
    private readonly Dictionary<Node, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Node, string> _named = new(ReferenceEqualityComparer.Instance);
    private readonly GradientRecord _record;
    private readonly Trace _trace;

    private FormulaDerivation(string text, Node result, IReadOnlyDictionary<string, Node> named, Variable[] inputs, int order)
    {
        (Text, Inputs) = (text, inputs);
        IReadOnlyList<Node> nodes = Graph.Order(result);
        OperationNode[] steps = [.. nodes.OfType<OperationNode>()];
        if (steps.Length > MostSteps) throw new FormulaException($"The formula has {steps.Length} steps; at most {MostSteps} are derived.");
        foreach ((string name, Node node) in named)
        {
            _names.TryAdd(node, name);
            if (node is not (Variable or Constant)) _named.TryAdd(Simplification.Of(node), name);
        }

        foreach (Variable input in inputs) _names[input] = input.Name;
        int number = 0;
        foreach (OperationNode step in steps.Where(step => !ReferenceEquals(step, result))) _names.TryAdd(step, FreeName(named, inputs, ref number));
        if (result is OperationNode) _names[result] = named.Count == 0 || !named.Values.Contains(result) ? "f" : _names[result];
        _record = Gradient.Record(result, [.. inputs, .. steps]);
        Node[] adjoints = [.. nodes.Select(_record.Adjoint).OfType<Node>()];
        _trace = Trace.Run([result, .. inputs, .. adjoints]);
        CheckFinite(nodes);
        Value = _trace[result].At(0);
        Seeds = [.. inputs.SelectMany(input => Enumerable.Range(0, (int)input.Shape.Size).Select(element => (input, element)))];
        IReadOnlyDictionary<Node, Tensor>[] tangents = Seeds.Count <= MostSeeds ? [.. Seeds.Select(seed => Tangents(nodes, seed.Input, seed.Element))] : [];
        Steps = [.. steps.Select(step => new FormulaStep(_names[step], step.Operation.Write([.. step.Inputs.Select(Name)]), _trace[step], AdjointOf(step), _trace[_record.Of(step)], [.. tangents.Select(one => one[step])]))];
        Edges = [.. steps.SelectMany(EdgesInto)];
        Connections = [.. steps.SelectMany(step => step.Inputs.Where(input => input is Variable or OperationNode).Select(input => (_names[input], _names[step]))).Distinct()];
        Gradients = [.. inputs.Select(input => new FormulaGradient(input.Name, Formula.Partial(Formula.Symbol("f"), Formula.Symbol(input.Name)), Symbolic(_record.Of(input)), Of(input)))];
        Higher = order == 1 ? [] : HigherOf(order);
    }

    /// <summary>The formula as it was typed.</summary>
    public string Text { get; }

    /// <summary>The inputs with their values.</summary>
    public IReadOnlyList<Variable> Inputs { get; }

    /// <summary>The value of the formula.</summary>
    public double Value { get; }

    /// <summary>The steps in the order in which they are computed; the last is the result.</summary>
    public IReadOnlyList<FormulaStep> Steps { get; }

    /// <summary>The local derivatives between single numbers, in the order of the backward pass' reverse.</summary>
    public IReadOnlyList<FormulaEdge> Edges { get; }

    /// <summary>Which name is used by which step.</summary>
    internal IReadOnlyList<(string From, string To)> Connections { get; }

    /// <summary>The derivative with respect to each input.</summary>
    public IReadOnlyList<FormulaGradient> Gradients { get; }

    /// <summary>The derivatives of the order that was asked for, beyond the first.</summary>
    public IReadOnlyList<FormulaGradient> Higher { get; }

    /// <summary>The single numbers that the formula depends on: each needs a pass of its own in forward mode, all together one in reverse mode.</summary>
    public IReadOnlyList<(Variable Input, int Element)> Seeds { get; }

    /// <summary>Derives a formula.</summary>
    /// <param name="formula">For example "ln(x1) + x1*x2 - sin(x2)", or "z = w @ x + b; sum(z^2)".</param>
    /// <param name="point">The inputs' values: "x1=2, x2=5", "w=[[1, 2], [3, 4]]".</param>
    /// <param name="order">1 to 4: up to which order derivatives are taken. Default 1.</param>
    /// <exception cref="FormulaException">The formula or the point cannot be read, the result is no single number, or it is not finite there.</exception>
    public static FormulaDerivation Of(string formula, string point, int order = 1)
    {
        ArgumentNullException.ThrowIfNull(formula);
        ArgumentNullException.ThrowIfNull(point);
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, 4);
        IReadOnlyDictionary<string, Variable> inputs = FormulaPoint.Read(point);
        (Node result, IReadOnlyDictionary<string, Node> named, IReadOnlySet<string> used) = FormulaReader.Read(formula, inputs);
        if (inputs.Keys.FirstOrDefault(name => !used.Contains(name)) is { } unused) throw new FormulaException($"The point gives {unused} a value, but the formula does not use it.");
        if (result.Shape.Size != 1) throw new FormulaException($"The formula gives {result.Shape.Size} numbers of shape {result.Shape}; a gradient is taken of one number: write sum(…) or mean(…).");
        return new FormulaDerivation(formula, result, named, [.. inputs.Values], order);
    }

    /// <summary>The derivation as text.</summary>
    public override string ToString() => FormulaCard.Of(this, DerivationOptions.Default).ToString();

    /// <summary>The name of a node in the tables; a number is itself.</summary>
    private Formula Name(Node node) => _names.TryGetValue(node, out string? name) ? Formula.Symbol(name) : TensorFormula.Write(node, _ => null);

    private Tensor Of(Node node) => _trace.Contains(_record.Of(node)) ? _trace[_record.Of(node)] : _record.Of(node).Evaluate();

    private Formula AdjointOf(OperationNode step)
    {
        var adjoints = new Dictionary<Node, Formula>(ReferenceEqualityComparer.Instance);
        foreach ((Node node, string name) in _names)
        {
            if (!ReferenceEquals(node, step) && _record.Adjoint(node) is { } adjoint && adjoint is not Constant && !ReferenceEquals(adjoint, _record.Of(step))) adjoints.TryAdd(adjoint, Formula.Partial(Formula.Symbol("f"), Formula.Symbol(name)));
        }

        return TensorFormula.Write(_record.Of(step), node => adjoints.TryGetValue(node, out Formula? adjoint) ? adjoint : _names.TryGetValue(node, out string? name) ? Formula.Symbol(name) : Fixed(node));
    }

    /// <summary>A constant that was repeated to a shape is written as the number.</summary>
    private static Formula? Fixed(Node node) => node is OperationNode { Operation: Operations.BroadcastTo, Inputs: [Constant { Single: double number }] } ? Formula.Symbol(number.ToString("G6", System.Globalization.CultureInfo.InvariantCulture)) : null;

    private IEnumerable<FormulaEdge> EdgesInto(OperationNode step)
    {
        if (step.Shape.Size != 1) yield break;
        for (int input = 0; input < step.Inputs.Count; input++)
        {
            Node from = step.Inputs[input];
            if (from is Constant || from.Shape.Size != 1 || _record.Adjoint(from) is null) continue;
            double partial = LocalTerms.Column(step, input, 0, _trace).At(0);
            var term = new LocalTerm(step, input, 0, partial, _trace[_record.Of(step)].At(0));
            Formula rule = LocalRule.Of(from, 0, term, _trace, (node, _) => Name(node)) ?? Formula.Partial(Name(step), Name(from));
            yield return new FormulaEdge(Name(from).ToString(), Name(step).ToString(), rule, partial);
        }
    }

    /// <summary>Forward mode: how every node changes with one number of an input.</summary>
    private Dictionary<Node, Tensor> Tangents(IReadOnlyList<Node> nodes, Variable input, int element)
    {
        var tangents = new Dictionary<Node, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (Node node in nodes)
        {
            var tangent = new Tensor(node.DType, node.Shape);
            if (ReferenceEquals(node, input)) tangent = LocalTerms.OneHot(node.Type, element);
            if (node is OperationNode operation)
            {
                for (int i = 0; i < operation.Inputs.Count; i++)
                {
                    if (operation.Inputs[i] is Constant || !operation.Inputs[i].DType.IsFloat) continue;
                    Tensor part = LocalTerms.Pushed(operation, i, tangents[operation.Inputs[i]], _trace);
                    for (int e = 0; e < part.Size; e++) tangent.AsWritableSpan<double>()[e] += part.At(e);
                }
            }

            tangents[node] = tangent;
        }

        return tangents;
    }

    /// <summary>A derivative in symbols: of the inputs and of what the user named.</summary>
    private Formula Symbolic(Node derivative) => TensorFormula.Write(Simplification.Of(derivative), node => node is Variable variable ? Formula.Symbol(variable.Name) : _named.TryGetValue(node, out string? name) ? Formula.Symbol(name) : Fixed(node), 60);

    private FormulaGradient[] HigherOf(int order)
    {
        if (Inputs.Any(input => input.Shape.Size != 1)) throw new FormulaException("Derivatives of higher order are taken with respect to single numbers; an input of this formula is a list.");
        var derivatives = new List<(int[] With, Node Node)> { ([], _record.Scalar) };
        var all = new List<FormulaGradient>();
        for (int level = 1; level <= order; level++)
        {
            var next = new List<(int[] With, Node Node)>();
            foreach ((int[] with, Node node) in derivatives)
            {
                Node scalar = node.Shape.Rank == 0 ? node : Operations.Functions.Reshape(node, Shape.Scalar);
                for (int i = with.Length == 0 ? 0 : with[^1]; i < Inputs.Count; i++) next.Add(([.. with, i], Gradient.Of(scalar, Inputs[i])));
            }

            derivatives = next;
            if (level == 1) continue;
            foreach ((int[] with, Node node) in derivatives)
            {
                string[] names = [.. with.Select(i => Inputs[i].Name)];
                string power = level switch { 2 => "²", 3 => "³", _ => "⁴" };
                Tensor value = node.Evaluate();
                if (!double.IsFinite(value.At(0))) throw new FormulaException($"At this point the derivative of order {level} with respect to {string.Join(", ", names)} is not finite.");
                all.Add(new FormulaGradient(string.Join(", ", names), Formula.Symbol($"∂{power}f/{string.Concat(names.Select(name => $"∂{name}"))}"), Symbolic(node), value));
            }
        }

        return [.. all];
    }

    private static string FreeName(IReadOnlyDictionary<string, Node> named, Variable[] inputs, ref int number)
    {
        string name;
        do name = $"v{++number}";
        while (named.ContainsKey(name) || inputs.Any(input => input.Name == name));
        return name;
    }

    private void CheckFinite(IReadOnlyList<Node> nodes)
    {
        foreach (Node node in nodes)
        {
            if (!IsFinite(_trace[node])) throw new FormulaException($"At this point the formula has no finite value: {Name(node)} = {Expression.Write(node)} is {_trace[node].At(0)}.");
        }

        foreach (Node node in nodes)
        {
            if (_record.Adjoint(node) is { } adjoint && !IsFinite(_trace[adjoint])) throw new FormulaException($"At this point the formula has no finite derivative with respect to {Name(node)}{(node is OperationNode ? $" = {Expression.Write(node)}" : "")}.");
        }
    }

    private static bool IsFinite(Tensor tensor)
    {
        for (int i = 0; i < tensor.Size; i++)
        {
            if (!double.IsFinite(tensor.At(i))) return false;
        }

        return true;
    }
}
