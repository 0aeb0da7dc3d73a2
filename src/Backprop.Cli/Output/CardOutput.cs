using System.CommandLine;
using System.Text;
using Backprop.Explanations.Cards;
using Backprop.Explanations.Derivations;
using Backprop.Formats;

namespace Backprop.Cli.Output;

/// <summary>The options that every command with a card has: form, digits, letters, how much is shown; and writing the card.</summary>
internal sealed class CardOutput
{
    private readonly Option<string> _form = new("--form") { Description = "text, markdown, latex, mathml or json. Default text.", DefaultValueFactory = _ => "text" };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON document, and nothing else: the same as --form json." };
    private readonly Option<string> _notation = new("--notation") { Description = "Whose letters: calculus, mazur, nielsen, ng or cs231n. Default calculus.", DefaultValueFactory = _ => "calculus" };
    private readonly Option<string> _digits = new("--digits") { Description = "How many digits are shown: 3, 6, 9, 17, or hex. Default 6.", DefaultValueFactory = _ => "6" };
    private readonly Option<string> _terms = new("--terms") { Description = "How many terms of a sum are shown, or all. Default 4.", DefaultValueFactory = _ => "4" };
    private readonly Option<string> _parts = new("--parts") { Description = "How many sums and chains are shown, or all; the largest path comes first. Default 4.", DefaultValueFactory = _ => "4" };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "A file to write to. Default: standard output." };
    private readonly Option<bool> _force = OutputFile.ForceOption();

    private readonly PictureOutput _picture;

    public CardOutput()
    {
        _picture = new PictureOutput(_force);
        _form.AcceptOnlyFromAmong([.. CardForms.Names, "json"]);
        _notation.AcceptOnlyFromAmong([.. Notation.All.Select(notation => notation.Name)]);
        _digits.AcceptOnlyFromAmong([.. NumberStyle.Names]);
    }

    public void AddTo(Command command, bool withNotation = true)
    {
        foreach (Option option in (Option[])[_form, _json, .. withNotation ? (Option[])[_notation] : [], _digits, .. withNotation ? (Option[])[_terms, _parts] : [], _output, _force]) command.Add(option);
        _picture.AddTo(command);
    }

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json) || parsed.GetValue(_form) == "json";

    public DerivationOptions Options(ParseResult parsed) => new()
    {
        Notation = Notation.Get(parsed.GetValue(_notation) ?? "calculus"),
        Digits = NumberStyle.Get(parsed.GetValue(_digits)!),
        Terms = Count(parsed.GetValue(_terms), "--terms", 4),
        Parts = Count(parsed.GetValue(_parts), "--parts", 4),
    };

    /// <summary>Refuses a file that cannot be written, before the work begins.</summary>
    public void Check(ParseResult parsed, string? input = null)
    {
        if (parsed.GetValue(_output) is { } output) OutputFile.Check(output, parsed.GetValue(_force), input);
        _picture.Check(parsed, input);
    }

    /// <summary>Writes a card, in the form that was asked for, and its picture.</summary>
    public void Write(ParseResult parsed, Func<Card> card, Func<System.Text.Json.Nodes.JsonObject> json, Func<string> svg)
    {
        _picture.Write(parsed, svg);
        string text = IsJson(parsed) ? JsonOutput.Text(json()) : card().Write(parsed.GetValue(_form)!);
        if (parsed.GetValue(_output) is { } output) AtomicFile.Write(output, stream => stream.Write(Encoding.UTF8.GetBytes(text + "\n")));
        else foreach (string line in text.TrimEnd('\n').Split('\n')) Terminal.Line(line);
    }

    private static int Count(string? text, string option, int none) => text is null ? none : text == "all" ? int.MaxValue
        : int.TryParse(text, out int count) && count >= 1 ? count : throw new BadInputException($"{option} takes a whole number from 1, or all, not {text}.");
}
