using System.Text.RegularExpressions;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Notebooks;

/// <summary>
/// A notebook's source: Markdown, in which code stands between ```csharp and ```, and <c>&lt;!-- lesson: NAME 2 --&gt;</c> takes the second section of a lesson.
/// A rule of three dashes parts two cells of text.
/// </summary>
internal static partial class NotebookSource
{
    /// <summary>The names of the notebooks.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Directory.EnumerateFiles(Repository.At("notebooks/sources"), "*.md").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    /// <summary>The cells of a notebook.</summary>
    public static IReadOnlyList<NotebookCell> Read(string name)
    {
        var cells = new List<NotebookCell>();
        var lessons = new Dictionary<string, LessonSections>();
        var text = new List<string>();
        List<string>? code = null;
        foreach (string line in File.ReadAllLines(Repository.At($"notebooks/sources/{name}.md")))
        {
            if (code is not null && line == "```")
            {
                cells.Add(new NotebookCell(true, string.Join('\n', code)));
                code = null;
            }
            else if (code is not null)
            {
                code.Add(line);
            }
            else if (line == "```csharp")
            {
                EndText();
                code = [];
            }
            else if (line == "---")
            {
                EndText();
            }
            else if (Inclusion().Match(line) is { Success: true } match)
            {
                EndText();
                string lesson = match.Groups["lesson"].Value;
                if (!lessons.TryGetValue(lesson, out LessonSections? sections)) lessons[lesson] = sections = LessonSections.Read(lesson);
                cells.AddRange(match.Groups["section"] is { Length: > 0 } section ? sections.Cells(int.Parse(section.Value, System.Globalization.CultureInfo.InvariantCulture)) : sections.Opening());
            }
            else
            {
                text.Add(line);
            }
        }

        EndText();
        return cells;

        void EndText()
        {
            string joined = string.Join('\n', text).Trim('\n');
            if (joined.Length > 0) cells.Add(new NotebookCell(false, joined));
            text.Clear();
        }
    }

    [GeneratedRegex(@"^<!-- lesson: (?<lesson>[a-z-]+)( (?<section>\d+))? -->$")]
    private static partial Regex Inclusion();
}
