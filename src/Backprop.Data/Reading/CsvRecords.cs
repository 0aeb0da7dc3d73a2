using Sylvan.Data.Csv;

namespace Backprop.Data.Reading;

/// <summary>The records of a text one after another, with the line each starts on. Lines with nothing on them are passed over.</summary>
internal sealed class CsvRecords : IDisposable
{
    private readonly TextReader _text;
    private readonly string _file;
    private readonly CsvOptions _options;
    private readonly CsvDataReader _reader;
    private long _nextLine = 1;

    public CsvRecords(TextReader text, string file, char separator, CsvOptions options)
    {
        _text = text;
        _file = file;
        _options = options;
        _reader = Guarded(() => CsvDataReader.Create(text, new CsvDataReaderOptions
        {
            HasHeaders = false,
            Delimiter = separator,
            Comment = '\0',
            BufferSize = Math.Min(1 << 16, options.MaxLineLength),
            MaxBufferSize = options.MaxLineLength,
        }));
    }

    /// <summary>The line on which the current record starts, counted from 1.</summary>
    public long Line { get; private set; }

    /// <summary>The number of fields of the current record.</summary>
    public int FieldCount { get; private set; }

    /// <summary>One field of the current record, without its quotes and the white space around it; valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<char> this[int field] => _reader.GetFieldSpan(field).Trim();

    /// <summary>Moves to the next record; false at the end.</summary>
    /// <exception cref="DataFormatException">A quote is never closed, or a limit is exceeded.</exception>
    public bool Read()
    {
        while (Guarded(_reader.Read))
        {
            Line = _nextLine;
            ReadOnlySpan<char> raw = _reader.GetRawRecordSpan().TrimEnd("\r\n");
            _nextLine += 1 + (raw.ContainsAny('\r', '\n') ? CheckedReader.LinesIn(raw) : 0);
            if (raw.IsWhiteSpace() && _reader.RowFieldCount == 1) continue;
            FieldCount = _reader.RowFieldCount;
            CheckLengths(raw.Length);
            return true;
        }

        return false;
    }

    /// <summary>The current record as strings.</summary>
    public string[] ToArray()
    {
        var fields = new string[FieldCount];
        for (int i = 0; i < fields.Length; i++) fields[i] = this[i].ToString();
        return fields;
    }

    public void Dispose() => _reader.Dispose();

    private void CheckLengths(int length)
    {
        if (FieldCount > _options.MaxColumns)
        {
            throw new DataFormatException(_file, $"the line has {FieldCount:N0} fields where at most {_options.MaxColumns:N0} are allowed; check the separator and the line endings, or raise the limit on columns.", Line);
        }

        if (length <= _options.MaxFieldLength) return;
        for (int i = 0; i < FieldCount; i++)
        {
            if (_reader.GetFieldSpan(i).Length > _options.MaxFieldLength) throw TooLongField(i);
        }
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CsvRecordTooLargeException problem)
        {
            // Line breaks inside one record: only an open quote holds them together.
            throw (_text as CheckedReader)?.LineBreaks >= _nextLine
                ? Unclosed(problem.FieldOrdinal, $"and not closed within {_options.MaxLineLength:N0} characters")
                : new DataFormatException(_file, $"the line is longer than {_options.MaxLineLength:N0} characters; check the line endings, or whether this is a table at all.", _nextLine);
        }
        catch (CsvInvalidCharacterException problem) when (problem.InvalidCharacter == '"')
        {
            throw Unclosed(problem.FieldOrdinal, "and never closed");
        }
        catch (CsvFormatException problem)
        {
            throw new DataFormatException(_file, $"in field {problem.FieldOrdinal + 1} text follows the closing quote; after it, a separator or the end of the line was expected: write a quote inside a quoted field twice.", _nextLine);
        }
        catch (Exception problem) when (problem is InvalidDataException or EndOfStreamException)
        {
            throw new DataFormatException(_file, "the compressed data are damaged or cut off; fetch or compress the file again.", _nextLine, inner: problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(_file, $"reading failed: {Printable.Text(problem.Message, 200)}", _nextLine, inner: problem);
        }
    }

    private DataFormatException Unclosed(int field, string how) =>
        new(_file, $"in the record that starts here, in field {field + 1}, a quote is opened {how}; close it, or remove it.", _nextLine);

    private DataFormatException TooLongField(int field) =>
        new(_file, $"field {field + 1} has more than {_options.MaxFieldLength:N0} characters; perhaps a quote before it is never closed.", Line);
}
