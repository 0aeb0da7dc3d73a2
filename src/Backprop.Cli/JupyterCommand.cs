using System.CommandLine;
using Backprop.Cli.Jupyter;
using Backprop.Cli.Output;

namespace Backprop.Cli;

/// <summary><c>backprop jupyter</c>: what there is and what is missing for notebooks in C#; <c>backprop jupyter install</c> makes the kernel known to Jupyter.</summary>
internal sealed class JupyterCommand : ICliCommand
{
    private const string HowToGetJupyter = "Install it: apt-get install jupyter-notebook (Debian, Ubuntu), or pip install notebook";

    private const string WithoutKernel = "not beside this program, which was published without it. Install the tool: dotnet tool install --global Backprop.Cli";

    public Command Create()
    {
        var user = new Option<bool>("--user") { Description = "For you alone, whichever Jupyter you use. The default." };
        var prefix = new Option<string?>("--prefix") { Description = "For all who use the Jupyter that is installed there, for example a virtual environment or /usr/local." };
        var install = new Command("install", "Make the kernel known to Jupyter, so that notebooks can be written in C#.\n\nExample: backprop jupyter install") { user, prefix };
        install.SetAction(parsed => Install(parsed.GetValue(user), parsed.GetValue(prefix)));
        var command = new Command("jupyter", "Notebooks in C#: say what is missing for them, and set the kernel up.\n\nExample: backprop jupyter\nExample: backprop jupyter install") { install };
        command.SetAction(_ => Report());
        return command;
    }

    private static int Install(bool isUser, string? prefix)
    {
        if (isUser && prefix is not null) throw new BadInputException("--user is for you alone and --prefix for all who use what is installed there; give one of them.");
        if (prefix is not null && !Directory.Exists(prefix)) throw new BadInputException($"There is no folder {prefix}.");
        string program = KernelSpecification.Program() ?? throw new BadInputException($"The kernel's program is {WithoutKernel}.");
        string file = KernelSpecification.Write(prefix is null ? JupyterPlaces.UserData() : JupyterPlaces.PrefixData(prefix), program);
        Terminal.Line($"Jupyter now knows the kernel C# (Backprop): {file}");
        Terminal.Line(JupyterPlaces.Program() is null ? $"Jupyter itself was not found. {HowToGetJupyter}." : "Open a notebook: jupyter notebook");
        return ExitCodes.Success;
    }

    private static int Report()
    {
        string? jupyter = JupyterPlaces.Program(), program = KernelSpecification.Program();
        string? file = JupyterPlaces.All().Select(KernelSpecification.File).FirstOrDefault(File.Exists);
        string? registered = file is null ? null : KernelSpecification.ProgramOf(file);
        bool isGood = registered is not null && File.Exists(registered);
        Say(jupyter is not null, "Jupyter", jupyter ?? $"not found. {HowToGetJupyter}");
        Say(program is not null, "the kernel's program", program ?? WithoutKernel);
        Say(isGood, "known to Jupyter", file is null ? "not yet. Do it with: backprop jupyter install" : isGood ? file : $"{file} names a program that is gone. Write it anew with: backprop jupyter install");
        if (jupyter is null || program is null || !isGood) return ExitCodes.Failure;
        Terminal.Line();
        Terminal.Line("Nothing is missing. Open a notebook with: jupyter notebook");
        return ExitCodes.Success;
    }

    private static void Say(bool isThere, string what, string text) => Terminal.Line($"{(isThere ? "yes" : "no"),-3}  {what,-20}  {text}");
}
