namespace Backprop.Data.Reading;

/// <summary>
/// Passes text through and stops at what no table contains: a NUL character, or bytes that were not UTF-8
/// (the decoder has put U+FFFD in their place). Its first part can be looked at before it is read.
/// </summary>
internal sealed class CheckedReader(TextReader inner, string file) : TextReader
{
    private char[] _sample = [];
    private int _sampleUsed;
    private long _characters;

    /// <summary>The line breaks that have passed, CRLF counted once.</summary>
    public long LineBreaks { get; private set; }

    private char _last;

    /// <summary>Up to <paramref name="length"/> characters from the start, which will still be read afterwards.</summary>
    public string Sample(int length)
    {
        var sample = new char[length];
        int filled = 0;
        while (filled < length)
        {
            int count = Fetch(sample.AsSpan(filled));
            if (count == 0) break;
            filled += count;
        }

        _sample = sample[..filled];
        return new string(_sample);
    }

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        if (_sampleUsed == _sample.Length) return Fetch(buffer);
        int count = Math.Min(buffer.Length, _sample.Length - _sampleUsed);
        _sample.AsSpan(_sampleUsed, count).CopyTo(buffer);
        _sampleUsed += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private int Fetch(Span<char> buffer)
    {
        int count = inner.Read(buffer);
        ReadOnlySpan<char> text = buffer[..count];
        int bad = text.IndexOfAny('\0', '\uFFFD');
        if (bad >= 0)
        {
            Count(text[..bad]);
            throw text[bad] == '\0'
                ? new DataFormatException(file, $"the character at offset {_characters + bad:N0} is NUL, which no text file contains; this is a binary file, or UTF-16 without a byte order mark: save it as UTF-8 text.", LineBreaks + 1)
                : new DataFormatException(file, "these bytes are not UTF-8 text; save the file with the encoding UTF-8, or convert it with a tool such as iconv.", LineBreaks + 1);
        }

        Count(text);
        _characters += count;
        return count;
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
