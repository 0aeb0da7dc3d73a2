namespace Backprop.Data.Reading;

/// <summary>
/// Passes text through and stops at what no table contains: a NUL character, or bytes that were not UTF-8
/// (the decoder has put U+FFFD in their place). A carriage return alone becomes a line feed. Its first part can be looked at before it is read.
/// </summary>
internal sealed class CheckedReader(TextReader inner, string file) : TextReader
{
    private char[] _sample = [];
    private int _sampleUsed;
    private long _characters;
    private char _last;
    private int _separatorsInLine;

    /// <summary>The line breaks that have passed, CRLF counted once.</summary>
    public long LineBreaks { get; private set; }

    /// <summary>The character between fields and the most of them in a line, once known: splitting a line into millions of fields would take minutes.</summary>
    public (char Character, int Most)? Separators { get; set; }

    /// <summary>Up to <paramref name="length"/> characters from the start, which will still be read afterwards.</summary>
    public string Sample(int length)
    {
        var sample = new char[length];
        int filled = 0;
        while (filled < length)
        {
            int count = inner.Read(sample.AsSpan(filled));
            if (count == 0) break;
            filled += count;
        }

        _sample = sample[..filled];
        return new string(_sample);
    }

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        int count = Math.Min(buffer.Length, _sample.Length - _sampleUsed);
        if (count > 0) _sample.AsSpan(_sampleUsed, count).CopyTo(buffer);
        else count = inner.Read(buffer);
        _sampleUsed = Math.Min(_sampleUsed + count, _sample.Length);
        Check(buffer[..count]);
        EndLinesWithFeeds(buffer[..count]);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private void Check(ReadOnlySpan<char> text)
    {
        int bad = text.IndexOfAny('\0', '\uFFFD');
        CountSeparators(text);
        Count(bad < 0 ? text : text[..bad]);
        if (bad >= 0)
        {
            throw text[bad] == '\0'
                ? new DataFormatException(file, $"the character at offset {_characters + bad:N0} is NUL, which no text file contains; this is a binary file, or UTF-16 without a byte order mark: save it as UTF-8 text.", LineBreaks + 1)
                : new DataFormatException(file, "these bytes are not UTF-8 text; save the file with the encoding UTF-8, or convert it with a tool such as iconv.", LineBreaks + 1);
        }

        _characters += text.Length;
    }

    /// <summary>A lone CR becomes LF: the record reader mistakes some of them for a part of a field.</summary>
    private void EndLinesWithFeeds(Span<char> text)
    {
        for (int i = text.IndexOf('\r'); i >= 0 && i < text.Length; i++)
        {
            if (text[i] != '\r') continue;
            int next = i + 1 < text.Length ? text[i + 1] : _sampleUsed < _sample.Length ? _sample[_sampleUsed] : inner.Peek();
            if (next != '\n') text[i] = '\n';
        }
    }

    /// <summary>Lines that begin and end in one piece of text are short; the record reader counts their fields.</summary>
    private void CountSeparators(ReadOnlySpan<char> text)
    {
        if (Separators is not { } separators) return;
        int first = text.IndexOfAny('\r', '\n');
        _separatorsInLine += text[..(first < 0 ? text.Length : first)].Count(separators.Character);
        if (_separatorsInLine >= separators.Most)
        {
            throw new DataFormatException(file, $"the line has more than {separators.Most:N0} fields, the most that are allowed; check the separator and the line endings, or raise the limit on columns.", LineBreaks + 1);
        }

        if (first >= 0) _separatorsInLine = text[(text.LastIndexOfAny('\r', '\n') + 1)..].Count(separators.Character);
    }

    private void Count(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return;
        LineBreaks += LinesIn(text);
        if (_last == '\r' && text[0] == '\n') LineBreaks--;
        _last = text[^1];
    }

    /// <summary>The line breaks in a text: LF, CRLF and lone CR count one each.</summary>
    public static int LinesIn(ReadOnlySpan<char> text)
    {
        int feeds = text.Count('\n');
        int returns = text.Count('\r');
        return returns == 0 ? feeds : feeds + returns - text.Count("\r\n");
    }
}
