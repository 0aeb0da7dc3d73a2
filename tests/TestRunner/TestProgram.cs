using System.Diagnostics;
using System.Globalization;

namespace TestRunner;

/// <summary>Starts one built test program; its output goes straight to the terminal.</summary>
internal static class TestProgram
{
    /// <summary>Builds a test program that is not part of the solution.</summary>
    public static bool Build(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string root = own.Parent!.Parent!.Parent!.Parent!.FullName;
        using Process process = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "build", Path.Combine(root, "tests", project), "--configuration", char.ToUpperInvariant(own.Name[0]) + own.Name[1..], "--nologo", "--verbosity", "quiet", "-clp:ErrorsOnly;NoSummary" },
        })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    /// <param name="project">The name of the test project.</param>
    /// <param name="options">What the person asked for.</param>
    /// <param name="width">Null where the width of vectors is of no interest; otherwise what it must be. With lesser widths the slow tests are left out, and nothing is approved.</param>
    public static Outcome Run(string project, Options options, VectorWidth? width)
    {
        // All projects build into artifacts/bin/PROJECT/CONFIGURATION; this program is one of them.
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string program = Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, project + ".dll");
        string report = Path.Combine(own.FullName, project + ".report.xml");
        File.Delete(report);

        var start = new ProcessStartInfo("dotnet") { ArgumentList = { program, "-noLogo", "-reporter", "quiet", "-noAutoReporters", "-result-xml", report } };
        if (Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 })
        {
            start.ArgumentList.Add("-noColor");
        }

        if (width is not null)
        {
            start.Environment["BACKPROP_TESTS_VECTOR_BITS"] = width.Bits.ToString(CultureInfo.InvariantCulture);
            if (width.Switch is not null) start.Environment[width.Switch] = "0";
        }

        if (!options.All || width?.Switch is not null)
        {
            Add("-trait-", "tier=slow");
        }

        if (options.Filter is not null)
        {
            Add("-method", $"*{options.Filter}*");
        }

        if (options.Approve && width?.Switch is null)
        {
            start.Environment["BACKPROP_APPROVE"] = "1";
        }

        using Process process = Process.Start(start)!;
        process.WaitForExit();
        if (!File.Exists(report))
        {
            // A stack overflow or a kill leaves no report; that must never look like success.
            Console.Error.WriteLine($"{project} ended with exit code {process.ExitCode} before it could report: that counts as one failure.");
            return new Outcome(Passed: 0, Failed: 1, Skipped: 0);
        }

        Outcome outcome = Outcome.Read(report);
        return process.ExitCode != 0 && outcome.Failed == 0 && outcome.Passed > 0 ? outcome with { Failed = 1 } : outcome;

        void Add(string option, string value)
        {
            start.ArgumentList.Add(option);
            start.ArgumentList.Add(value);
        }
    }
}
