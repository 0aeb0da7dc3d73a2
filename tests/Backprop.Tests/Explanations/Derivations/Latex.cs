using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Backprop.Tests.Explanations.Derivations;

/// <summary>A TeX as a witness of what we write: all documents in one run, as pages of one.</summary>
internal static partial class Latex
{
    /// <summary>Compiles documents that differ only in the width of the paper and in what stands between begin and end, and sees that no line is too long; skipped where there is no TeX.</summary>
    public static void Compile(IReadOnlyList<string> documents)
    {
        string[] places = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.SkipUnless(places.Any(place => File.Exists(Path.Combine(place, "latex"))), "LaTeX is not installed: apt-get install texlive-latex-base.");
        const string Begin = "\\begin{document}\n", End = "\\end{document}\n";
        string widest = documents.MaxBy(document => int.Parse(Width().Match(document).Groups[1].Value, CultureInfo.InvariantCulture))!;
        string head = widest[..widest.IndexOf(Begin, StringComparison.Ordinal)];
        IEnumerable<string> bodies = documents.Select(document => document[(document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)..^End.Length]);
        Assert.All(documents, document => Assert.StartsWith(head, Width().Replace(document, Width().Match(head).Value), StringComparison.Ordinal));
        string folder = Directory.CreateTempSubdirectory("backprop-latex").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "cards.tex"), head + Begin + string.Join("\\clearpage\n", bodies) + End);
            using Process latex = Process.Start(new ProcessStartInfo("latex", "-interaction=nonstopmode -halt-on-error cards.tex") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> errors = latex.StandardError.ReadToEndAsync();
            string output = latex.StandardOutput.ReadToEnd();
            latex.WaitForExit();
            Assert.DoesNotContain("Overfull \\hbox", output, StringComparison.Ordinal);
            Assert.True(latex.ExitCode == 0, $"LaTeX stopped: {output[Math.Max(0, output.Length - 1500)..]}{errors.Result}");
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [GeneratedRegex(@"paperwidth=(\d+)pt")]
    private static partial Regex Width();
}
