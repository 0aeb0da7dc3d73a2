using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace Backprop.Cli;

/// <summary><c>backprop studio</c>: starts the page on which training is walked through, a program of its own beside this one.</summary>
internal sealed class StudioCommand : ICliCommand
{
    private readonly Argument<string?> _file = new("model") { Description = "A compiled model: .keras, a folder with its members, or .h5; or an experiment or claim, .json. Default: the network of the notebooks with its four rows.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _data = new("--data") { Description = "The samples for a model: a file with x and y, .json in the form of a claim (docs/audit.md), or .npz. Default: some drawn at random." };
    private readonly Option<string?> _example = new("--example") { Description = "An example instead: seed-regression, seed-classification, mazur, nielsen, xor, deep, softmax, convolution, lstm." };
    private readonly Option<int?> _port = new("--port") { Description = "The port on this machine. Default 8787, or any that is free." };

    public Command Create()
    {
        var command = new Command("studio", "Open a page that walks through training, forwards and backwards: every value, every gradient, how it comes about and what the next step makes of it. Only this machine can open it.\n\nExample: backprop studio\nExample: backprop studio model.keras --data samples.npz\nExample: backprop studio --example mazur") { _file };
        foreach (Option option in (Option[])[_data, _example, _port]) command.Add(option);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string program = Program() ?? throw new BadInputException("The page's program is not beside this program, which was published without it. Install the tool: dotnet tool install --global Backprop.Cli");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet") { UseShellExecute = false };
        start.ArgumentList.Add(program);
        if (parsed.GetValue(_file) is { } file) start.ArgumentList.Add(file);
        foreach ((string name, string? value) in ((string, string?)[])[("--data", parsed.GetValue(_data)), ("--example", parsed.GetValue(_example)), ("--port", parsed.GetValue(_port)?.ToString(CultureInfo.InvariantCulture))])
        {
            if (value is null) continue;
            start.ArgumentList.Add(name);
            start.ArgumentList.Add(value);
        }

        // Ctrl+C reaches the page's program too, which then ends, and this one with it.
        using Process page = Process.Start(start) ?? throw new BadInputException("The page's program could not be started.");
        page.WaitForExit();
        return page.ExitCode;
    }

    private static string? Program()
    {
        string[] places = [Path.Combine(AppContext.BaseDirectory, "studio", "Backprop.Studio.dll"), Path.Combine(AppContext.BaseDirectory, "Backprop.Studio.dll")];
        return places.FirstOrDefault(File.Exists);
    }
}
