using System.CommandLine;
using Backprop.Cli;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Cli;

public sealed class HelpTests
{
    public static TheoryData<string> CommandNames => [.. Commands.All(CancellationToken.None).Select(command => command.Create().Name)];

    [Theory]
    [MemberData(nameof(CommandNames))]
    public void EveryCommandShowsAnExample(string name)
    {
        ShellResult result = InProcess.Run(name, "--help");
        Assert.Contains($"Example: backprop {name}", result.MustExitWith(), StringComparison.Ordinal);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public void WithoutArgumentsThereIsHelp()
    {
        string help = InProcess.Run().MustExitWith();
        Assert.Equal(InProcess.Run("--help").Output, help);
        foreach (Command command in Commands.All(CancellationToken.None).Select(command => command.Create())) Assert.Contains($"  {command.Name} ", help, StringComparison.Ordinal);
    }
}
