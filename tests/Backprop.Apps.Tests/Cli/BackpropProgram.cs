using Backprop.Testing;

namespace Backprop.Apps.Tests.Cli;

/// <summary>The program as its users meet it: a process of its own, whose output goes into a pipe.</summary>
internal static class BackpropProgram
{
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "Backprop.Cli.dll");

    /// <summary>The salaries of the second seed, as a person would save them.</summary>
    public const string Salary = "cgpa,profile_score,lpa\n8,8,4\n7,9,5\n6,10,6\n5,12,7\n";

    public static ShellResult Run(TemporaryFolder folder, params string[] arguments) => Shell.Run("dotnet", [Path, .. arguments], folder.Path);
}
