using System.Globalization;
using Backprop.Graphs;
using Backprop.Vocabulary;

namespace Backprop.Explanations.Derivations;

/// <summary>
/// Whose letters a derivation uses. The numbers are the same in all; whether the loss has a ½, and whether it is a mean or a sum,
/// follows the model's loss and not the book.
/// </summary>
public sealed class Notation
{
    private readonly Func<NodeSymbol, (string Name, string Upper)> _symbol;
    private readonly Func<Notation, NodeSymbol, int[], Formula?>? _derivative;
    private readonly Func<NodeSymbol, int, bool> _isTurned;

    private Notation(string name, string loss, string about, Func<NodeSymbol, (string, string)> symbol, Func<Notation, NodeSymbol, int[], Formula?>? derivative = null, Func<NodeSymbol, int, bool>? isTurned = null)
    {
        (Name, Loss, About) = (name, loss, about);
        (_symbol, _derivative, _isTurned) = (symbol, derivative, isTurned ?? ((_, _) => false));
    }

    /// <summary>Full names and ∂: ∂loss/∂dense/kernel[0,1].</summary>
    public static Notation Calculus { get; } = new("calculus", "loss", "", symbol => (symbol.Text, ""));

    /// <summary>net and out, E: M. Mazur, "A step by step backpropagation example" (2015), after Tom Mitchell's textbook.</summary>
    public static Notation Mazur { get; } = new(
        "mazur", "E", "net is a unit's sum before its activation, out the activation, E the loss; the number above is the layer's.",
        symbol => Letters(symbol, "net", "out", "w", "b"));

    /// <summary>δ, z and a: M. Nielsen, "Neural Networks and Deep Learning" (2015). Weights are written with the unit first.</summary>
    public static Notation Nielsen { get; } = new(
        "nielsen", "C", "z is a unit's sum before its activation, a the activation, C the loss, δ = ∂C/∂z; the number above is the layer's; weights are written w[unit, input].",
        symbol => Letters(symbol, "z", "a", "w", "b"),
        (notation, symbol, index) => symbol.Name == "z" ? notation.Written(symbol, index, "δ") : null,
        (symbol, rank) => rank == 2 && symbol.Name == "kernel");

    /// <summary>dZ and dW, J: A. Ng, "Deep Learning" (2017). Samples are columns, weights have the unit first, and dX stands for ∂J/∂X.</summary>
    public static Notation Ng { get; } = new(
        "ng", "J", "Z is the sum before the activation, A the activation, J the loss, and dZ stands for ∂J/∂Z; samples are columns: A[unit, sample], and weights W[unit, input].",
        symbol => Letters(symbol, "Z", "A", "W", "b", "[", "]"),
        (notation, symbol, index) => notation.Written(symbol, index, prefix: "d"),
        (symbol, rank) => rank == 2);

    /// <summary>dW above the wire: A. Karpathy and F. Li, CS231n course notes. dw stands for the derivative of the loss.</summary>
    public static Notation Cs231n { get; } = new(
        "cs231n", "L", "dw stands for ∂L/∂w, L for the loss; the layer's number follows the name.",
        symbol => symbol.Layer is { } layer ? (symbol.Name switch { "kernel" => "W", "bias" => "b", _ => symbol.Name } + layer.ToString(CultureInfo.InvariantCulture), "") : (symbol.Text, ""),
        (notation, symbol, index) => notation.Written(symbol, index, prefix: "d"));

    /// <summary>All notations.</summary>
    public static IReadOnlyList<Notation> All { get; } = [Calculus, Mazur, Nielsen, Ng, Cs231n];

    /// <summary>The name: calculus, mazur, nielsen, ng, cs231n.</summary>
    public string Name { get; }

    /// <summary>The letter of the loss.</summary>
    public string Loss { get; }

    /// <summary>What the letters mean, in a sentence; empty where nothing needs to be said.</summary>
    public string About { get; }

    /// <summary>The notation with this name.</summary>
    /// <exception cref="ArgumentException">There is no such notation; the message suggests the nearest.</exception>
    public static Notation Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string[] names = [.. All.Select(notation => notation.Name)];
        return All.FirstOrDefault(notation => notation.Name == name) ?? throw new ArgumentException(
            $"There is no notation {name}.{(KerasNames.Nearest(name, names) is { } nearest ? $" Did you mean {nearest}?" : "")} There are {string.Join(", ", names)}.", nameof(name));
    }

    /// <summary>A number of a node, or with no index the node.</summary>
    internal Formula Value(NodeSymbol symbol, int[] index) => symbol.Text == "loss" ? Formula.Symbol(Loss) : Written(symbol, index);

    /// <summary>The number after the step.</summary>
    internal Formula NewValue(NodeSymbol symbol, int[] index) => Written(symbol, index, prefix: "new ");

    /// <summary>The derivative of the loss with respect to a number of a node.</summary>
    internal Formula Derivative(NodeSymbol symbol, int[] index) =>
        (symbol.Text == "loss" ? null : _derivative?.Invoke(this, symbol, index)) ?? Formula.Partial(Formula.Symbol(Loss), Value(symbol, index));

    private Formula Written(NodeSymbol symbol, int[] index, string? name = null, string prefix = "")
    {
        (string letter, string upper) = _symbol(symbol);
        IEnumerable<int> order = _isTurned(symbol, index.Length) ? index.Reverse() : index;
        return Formula.Indexed(prefix + (name ?? letter), upper, string.Join(',', order));
    }

    private static (string Name, string Upper) Letters(NodeSymbol symbol, string z, string a, string kernel, string bias, string left = "", string right = "")
    {
        if (symbol.Layer is not { } layer) return (symbol.Text, "");
        string name = symbol.Name switch { "z" => z, "a" => a, "kernel" => kernel, "bias" => bias, _ => symbol.Name };
        return (name, $"{left}{layer.ToString(CultureInfo.InvariantCulture)}{right}");
    }
}
