using System.Text;
using System.Text.Json.Nodes;
using Backprop.Jupyter.Wire;

namespace Backprop.Jupyter.Requests;

/// <summary>The protocol counts Unicode characters, .NET counts UTF-16 units; an emoji is one of the former and two of the latter.</summary>
internal static class CursorPosition
{
    /// <summary>The cursor of a request within .NET's text; at its end when there is none.</summary>
    public static int Read(Message request, string code)
    {
        if (request.Content["cursor_pos"] is not JsonValue value || !value.TryGetValue(out int characters)) return code.Length;
        int at = 0;
        foreach (Rune rune in code.EnumerateRunes())
        {
            if (characters-- <= 0) break;
            at += rune.Utf16SequenceLength;
        }

        return Math.Min(at, code.Length);
    }

    /// <summary>A position of .NET's text as the protocol counts.</summary>
    public static int Write(string code, int at) => code[..at].EnumerateRunes().Count();
}
