using System.Diagnostics;

namespace Backprop.Testing;

/// <summary>What a program left behind: its exit code and all it wrote.</summary>
internal sealed record ShellResult(int ExitCode, string Output, string Errors)
{
    /// <summary>Fails with everything the program said unless it ended with <paramref name="code"/>; returns its standard output.</summary>
    public string MustExitWith(int code = 0)
    {
        Assert.True(ExitCode == code, $"Ended with {ExitCode}, expected {code}.\n{Output}\n{Errors}");
        return Output;
    }
}

/// <summary>Runs other programs the way a person would.</summary>
internal static class Shell
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Its name or path.</param>
    /// <param name="arguments">Its arguments, each as it stands.</param>
    /// <param name="folder">Where it runs; the tests' own folder when null.</param>
    /// <param name="environment">Variables to set, or with null to remove.</param>
    public static ShellResult Run(string program, IEnumerable<string> arguments, string? folder = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder ?? "", RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };

        // Build servers outlive the build and would hold its output open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["NO_COLOR"] = "1";
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment.Remove(name);
            if (value is not null)
            {
                start.Environment[name] = value;
            }
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return new ShellResult(process.ExitCode, output.Result, errors.Result);
    }

    /// <summary>Whether a program of that name can be started from here.</summary>
    public static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder =>
            File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, program + ".exe")));
}
