using System.Globalization;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Explanations.Formulas;

/// <summary>
/// Reads a formula as people type it: + - * / ^ (or **), @ for products of matrices, functions, parentheses, numbers and names;
/// "z = w*x + b; sigmoid(z)" names what comes before the last part. It binds as in Python: -x^2 is -(x^2), and 2^3^2 is 2^(3^2).
/// </summary>
internal sealed class FormulaReader
{
    private const int Deepest = 200;
    private readonly string _text;
    private readonly IReadOnlyDictionary<string, Variable> _inputs;
    private readonly Dictionary<string, Node> _named = [];
    private int _at;
    private int _depth;

    private FormulaReader(string text, IReadOnlyDictionary<string, Variable> inputs) => (_text, _inputs) = (text, inputs);

    /// <summary>The inputs that the formula uses.</summary>
    public HashSet<string> Used { get; } = [];

    /// <summary>Reads a formula.</summary>
    /// <param name="text">The formula.</param>
    /// <param name="inputs">What has a value.</param>
    /// <returns>The result, the named values before it, and the inputs that are used.</returns>
    /// <exception cref="FormulaException">It cannot be read; the message names the character.</exception>
    public static (Node Result, IReadOnlyDictionary<string, Node> Named, IReadOnlySet<string> Used) Read(string text, IReadOnlyDictionary<string, Variable> inputs)
    {
        var reader = new FormulaReader(text, inputs);
        Node result = reader.Statements();
        return (result, reader._named, reader.Used);
    }

    private char Next
    {
        get
        {
            while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
            return _at < _text.Length ? _text[_at] : '\0';
        }
    }

    private Node Statements()
    {
        while (true)
        {
            int start = (Next, _at).Item2;
            string? name = Assignment();
            Node value = Sum();
            if (name is not null)
            {
                if (_inputs.ContainsKey(name) || _named.ContainsKey(name)) throw FormulaException.At(start, $"{name} has a value already; give the intermediate value another name.");
                if (FormulaFunctions.Has(name)) throw FormulaException.At(start, $"{name} is a function; give the intermediate value another name.");
                _named[name] = value;
            }

            if (Next == '\0') return value;
            if (!Take(';')) throw Unexpected("an operator, ; or the end");
            if (Next == '\0') return value;
        }
    }

    /// <summary>The name before a single =, or null.</summary>
    private string? Assignment()
    {
        int start = _at;
        if (!char.IsLetter(Next) && Next != '_') return null;
        string name = Word();
        if (Next == '=') return Take('=') ? name : null;
        _at = start;
        return null;
    }

    private Node Sum()
    {
        if (++_depth > Deepest) throw FormulaException.At(_at, $"parentheses are nested more than {Deepest} deep.");
        Node left = Term();
        while (Next is '+' or '-' or '−')
        {
            int at = _at;
            char sign = _text[_at++];
            left = Combined(at, left, Term(), sign == '+' ? Functions.Add : Functions.Subtract);
        }

        _depth--;
        return left;
    }

    private Node Term()
    {
        Node left = Signed();
        while (Next is '*' or '/' or '@' or '·')
        {
            int at = _at;
            char sign = _text[_at++];
            left = Combined(at, left, Signed(), sign switch { '/' => Functions.Divide, '@' => Functions.MatMul, _ => Functions.Multiply });
        }

        return left;
    }

    private Node Signed()
    {
        if (Take('+')) return Signed();
        if (!Take('-') && !Take('−')) return Raised();
        if (++_depth > Deepest) throw FormulaException.At(_at, $"signs are nested more than {Deepest} deep.");
        Node operand = Signed();
        _depth--;
        return operand is Constant { Single: double number } ? Constant.Of(-number, DType.Float64) : Functions.Negate(operand);
    }

    private Node Raised()
    {
        Node left = Atom();
        int at = (Next, _at).Item2;
        bool isPower = Take('^');
        if (!isPower && Next == '*' && _at + 1 < _text.Length && _text[_at + 1] == '*')
        {
            _at += 2;
            isPower = true;
        }

        if (!isPower) return Take('²') ? Functions.Square(left) : Take('³') ? Functions.Power(left, 3) : left;
        Node exponent = Signed();
        return exponent is Constant { Single: double number } ? Combined(at, left, exponent, (x, _) => Functions.Power(x, number)) : Combined(at, left, exponent, Functions.Power);
    }

    private Node Atom()
    {
        int start = (Next, _at).Item2;
        if (Take('('))
        {
            Node inside = Sum();
            if (!Take(')')) throw Unexpected($"the ) for the ( at character {start + 1}");
            return inside;
        }

        if (char.IsAsciiDigit(Next) || Next == '.') return Number(start);
        if (!char.IsLetter(Next) && Next != '_') throw Unexpected("a number, a name or (");
        string name = Word();
        if (Next == '(') return Function(name, start);
        if (_named.TryGetValue(name, out Node? known)) return known;
        if (_inputs.TryGetValue(name, out Variable? input))
        {
            Used.Add(name);
            return input;
        }

        if (name is "pi" or "π") return Constant.Of(Math.PI, DType.Float64);
        if (name == "e") return Constant.Of(Math.E, DType.Float64);
        string[] names = [.. _inputs.Keys, .. _named.Keys];
        throw FormulaException.At(start, FormulaFunctions.Has(name) ? $"{name} is a function; its argument goes in parentheses." : $"{name} has no value.{(KerasNames.Nearest(name, names) is { } nearest ? $" Did you mean {nearest}?" : "")} Give it one: {name}=1.");
    }

    private Node Function(string name, int start)
    {
        if (!FormulaFunctions.Has(name)) throw FormulaException.At(start, $"there is no function {name}. {(KerasNames.Nearest(name, FormulaFunctions.Names) is { } nearest ? $"Did you mean {nearest}?" : $"There are {string.Join(", ", FormulaFunctions.Names)}.")}");
        Take('(');
        var arguments = new List<Node> { Sum() };
        while (Take(',')) arguments.Add(Sum());
        if (!Take(')')) throw Unexpected($"a comma, or the ) for the ( of {name}");
        try
        {
            return FormulaFunctions.Apply(name, arguments, out string expected) ?? throw FormulaException.At(start, $"{name} takes {expected}, not {arguments.Count}.");
        }
        catch (ArgumentException error)
        {
            throw FormulaException.At(start, error.Message.Split(" (Parameter '")[0]);
        }
    }

    private Node Number(int start)
    {
        int end = _at;
        while (end < _text.Length && (char.IsAsciiDigit(_text[end]) || _text[end] == '.')) end++;
        if (end < _text.Length && _text[end] is 'e' or 'E')
        {
            int digits = end + 1 < _text.Length && _text[end + 1] is '+' or '-' ? end + 2 : end + 1;
            if (digits < _text.Length && char.IsAsciiDigit(_text[digits]))
            {
                end = digits;
                while (end < _text.Length && char.IsAsciiDigit(_text[end])) end++;
            }
        }

        if (!double.TryParse(_text.AsSpan(_at, end - _at), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value)) throw FormulaException.At(start, $"{_text[_at..end]} is not a number.");
        _at = end;
        if (char.IsLetter(Next) || Next is '(' or '_') throw FormulaException.At(_at, $"an operator is missing; write {_text[start..end].Trim()}*{(Next == '(' ? "(" : Word())}.");
        return Constant.Of(value, DType.Float64);
    }

    private string Word()
    {
        int start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] == '_')) _at++;
        return _text[start.._at];
    }

    private bool Take(char letter)
    {
        if (Next != letter) return false;
        _at++;
        return true;
    }

    private static Node Combined(int at, Node left, Node right, Func<Node, Node, Node> operation)
    {
        try
        {
            return operation(left, right);
        }
        catch (ArgumentException error)
        {
            throw FormulaException.At(at, error.Message.Split(" (Parameter '")[0]);
        }
    }

    private FormulaException Unexpected(string expected) => FormulaException.At(Math.Min(_at, _text.Length), $"{(Next == '\0' ? "the formula ends" : $"\"{Next}\" stands")} where {expected} is expected.");
}
