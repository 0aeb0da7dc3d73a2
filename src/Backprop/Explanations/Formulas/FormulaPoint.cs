using System.Text.Json;
using System.Text.Json.Nodes;
using Backprop.Explanations.Auditing;
using Backprop.Graphs;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Explanations.Formulas;

/// <summary>The point at which a formula is derived, as people type it: "x1=2, x2=5", "W=[[1, 2], [3, 4]]".</summary>
internal static class FormulaPoint
{
    /// <summary>The inputs, each with its value, in float64.</summary>
    /// <exception cref="FormulaException">A part is no name with a number or nested lists of numbers.</exception>
    public static IReadOnlyDictionary<string, Variable> Read(string text)
    {
        var inputs = new Dictionary<string, Variable>();
        foreach (string part in Parts(text))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? part.Trim() : part[..equals].Trim();
            if (equals < 0 || name.Length == 0 || !(char.IsLetter(name[0]) || name[0] == '_') || !name.All(letter => char.IsLetterOrDigit(letter) || letter == '_')) throw new FormulaException($"The point: \"{part.Trim()}\" is no name with a value; write x1=2,x2=5 or W=[[1,2],[3,4]].");
            if (!inputs.TryAdd(name, Variable.Of(name, Value(name, part[(equals + 1)..])))) throw new FormulaException($"The point gives {name} two values.");
        }

        return inputs;
    }

    private static Tensor Value(string name, string text)
    {
        try
        {
            Tensor value = ClaimNumbers.Read(JsonNode.Parse(BareNumbers.Quote(text.Trim())), name, ".").Values;
            if (value.Size == 0) throw new FormulaException($"The point: {name} is an empty list; give it at least one number.");
            foreach (double number in value.ToArray<double>())
            {
                if (!double.IsFinite(number)) throw new FormulaException($"The point: {name} must be finite, not {text.Trim()}.");
            }

            return value;
        }
        catch (Exception error) when (error is JsonException or ConfigException)
        {
            throw new FormulaException(error is ConfigException ? $"The point: {error.Message}" : $"The point: {name}={text.Trim()} is no number and no list of numbers.");
        }
    }

    /// <summary>The text between commas that stand in no brackets.</summary>
    private static IEnumerable<string> Parts(string text)
    {
        int depth = 0, start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is '[') depth++;
            if (text[i] is ']') depth--;
            if (depth > 0 || text[i] is not (',' or ';')) continue;
            yield return text[start..i];
            start = i + 1;
        }

        if (text[start..].Trim().Length > 0 || start > 0) yield return text[start..];
    }
}
