using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>
/// An equation such as "ij,jk->ik", read and compared with the shapes of its operands: a letter for every axis. The axes behind "..." receive
/// letters of their own, counted from the last, so that they align as in broadcasting.
/// </summary>
internal sealed class EinsumEquation
{
    // From here on, letters that nobody can type stand for the axes behind "...": the last axis first.
    private const char FirstHidden = '\uE000';

    private readonly string _equation;

    public EinsumEquation(string equation, IReadOnlyList<Shape> shapes)
    {
        _equation = equation;
        string[] sides = equation.Replace(" ", "", StringComparison.Ordinal).Split("->");
        string[] operands = sides[0].Split(',');
        if (sides.Length > 2) throw Error("it has more than one arrow");
        if (operands.Length != shapes.Count) throw Error($"it has {operands.Length} operands, and {shapes.Count} tensors were given");
        Operands = [.. operands.Select((letters, i) => Letters(letters, i, shapes[i]))];
        for (int i = 0; i < shapes.Count; i++) Measure(i, shapes[i]);
        string hidden = new([.. Lengths.Keys.Where(letter => letter >= FirstHidden).OrderDescending()]);
        Output = sides.Length == 2 ? OutputLetters(sides[1], hidden) : hidden + new string([.. Lengths.Keys.Where(letter => letter < FirstHidden && Operands.Sum(operand => operand.Count(letter.Equals)) == 1).Order()]);
    }

    /// <summary>The letters of each operand's axes.</summary>
    public string[] Operands { get; }

    /// <summary>The letters of the result's axes.</summary>
    public string Output { get; }

    /// <summary>The length of the axes of each letter.</summary>
    public Dictionary<char, int> Lengths { get; } = [];

    private string Letters(string text, int operand, Shape shape)
    {
        string[] parts = text.Split("...");
        foreach (char letter in string.Concat(parts))
        {
            if (!char.IsAsciiLetter(letter)) throw Error($"'{letter}' is not a letter");
        }

        if (parts.Length > 2) throw Error($"operand {operand} has more than one \"...\"");
        int named = parts.Sum(part => part.Length), rest = shape.Rank - named;
        if (rest < 0 || (parts.Length == 1 && rest > 0)) throw Error($"operand {operand}, \"{text}\", names {named} axes, and its shape is {shape}");
        return parts.Length == 1 ? text : parts[0] + new string([.. Enumerable.Range(0, rest).Select(i => (char)(FirstHidden + rest - 1 - i))]) + parts[1];
    }

    private void Measure(int operand, Shape shape)
    {
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            (char letter, int length) = (Operands[operand][axis], shape[axis]);
            if (!Lengths.TryGetValue(letter, out int known)) Lengths[letter] = length;
            else if (letter >= FirstHidden && (known == 1 || length == 1)) Lengths[letter] = known == 1 ? length : known;
            else if (known != length) throw Error(letter < FirstHidden ? $"the letter {letter} stands for axes of length {known} and {length}" : $"the axes of \"...\" have lengths {known} and {length}");
        }
    }

    private string OutputLetters(string text, string hidden)
    {
        string[] parts = text.Split("...");
        if (parts.Length > 2) throw Error("its result has more than one \"...\"");
        if (parts.Length == 1 && hidden.Length > 0) throw Error("its result lacks the \"...\" of its operands");
        string named = string.Concat(parts);
        foreach (char letter in named)
        {
            if (!Lengths.ContainsKey(letter)) throw Error($"the letter {letter} of its result stands in no operand");
            if (named.Count(letter.Equals) > 1) throw Error($"the letter {letter} stands twice in its result");
        }

        return parts.Length == 1 ? text : parts[0] + hidden + parts[1];
    }

    private ArgumentException Error(string problem) => new($"The equation \"{_equation}\" does not fit: {problem}.");
}
