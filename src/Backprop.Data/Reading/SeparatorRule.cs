namespace Backprop.Data.Reading;

/// <summary>Decides which character separates the fields, from the first part of a file.</summary>
internal static class SeparatorRule
{
    /// <summary>Rarest in ordinary text first: where several fit equally well, the rarer one is no accident.</summary>
    private static readonly char[] Candidates = ['\t', ';', '|', ','];

    /// <summary>The separator that cuts the most of the first hundred records into as many fields as the first record; the comma when none cuts it.</summary>
    public static char Choose(string sample, bool complete, CsvOptions options)
    {
        char best = ',';
        double most = 0;
        foreach (char separator in Candidates)
        {
            double agreement = Agreement(sample, complete, separator, options);
            if (agreement > most)
            {
                most = agreement;
                best = separator;
            }
        }

        return best;
    }

    /// <summary>How a separator is called in a sentence.</summary>
    public static string Name(char separator) => separator switch
    {
        '\t' => "tab",
        ';' => "semicolon",
        ',' => "comma",
        '|' => "bar '|'",
        _ => Printable.Quoted(separator.ToString()),
    };

    private static double Agreement(string sample, bool complete, char separator, CsvOptions options)
    {
        var counts = new List<int>();
        bool atEnd = false;
        try
        {
            using var records = new CsvRecords(new StringReader(sample), "", separator, options);
            while (counts.Count < 100 && !atEnd)
            {
                if (records.Read()) counts.Add(records.FieldCount);
                else atEnd = true;
            }
        }
        catch (DataFormatException)
        {
            // Too little of the file is here to judge it; what came before counts.
            complete = true;
        }

        if (atEnd && !complete && counts.Count > 1) counts.RemoveAt(counts.Count - 1);
        if (counts.Count == 0 || counts[0] < 2) return 0;
        return counts.Count(count => count == counts[0]) / (double)counts.Count;
    }
}
