using System.CommandLine;
using Backprop.Lessons;
using Backprop.Vocabulary;

namespace Backprop.Cli;

/// <summary><c>backprop lesson</c>: lists the lessons, or runs one. The programs are those of the folder lessons, compiled in.</summary>
internal sealed class LessonCommand : ICliCommand
{
    private static readonly (string Name, string About, Action<Page> Write)[] s_lessons =
    [
        ("regression-by-hand", "A salary predicted by nine numbers, every step a plain loop", RegressionByHand.Write),
        ("classification-by-hand", "Placed or not: sigmoid and cross-entropy, by hand", ClassificationByHand.Write),
        ("regression-by-model", "The same salary with the calls a Keras user knows", RegressionByModel.Write),
        ("classification-by-model", "Placed or not, with a model", ClassificationByModel.Write),
        ("side-by-side", "By hand, by automatic differentiation, by model: the same numbers", SideBySide.Write),
        ("memoization", "Why backpropagation is cheap: Fibonacci, paths, and the graph", MemoizationLesson.Write),
    ];

    public Command Create()
    {
        var name = new Argument<string?>("name") { Description = "Which lesson; without one, they are listed.", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "Print the lesson's numbers as one JSON document, and nothing else." };
        var command = new Command("lesson", "Lessons that read top to bottom: backpropagation by hand, by model, and side by side.\n\nExample: backprop lesson regression-by-hand") { name, json };
        command.SetAction(parsed => Run(parsed.GetValue(name), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string? name, bool json)
    {
        var page = new Page(json ? null : Console.Out);
        if (name is null)
        {
            List(page);
        }
        else
        {
            Find(name)(page);
        }

        if (json) Console.WriteLine(page.Numbers.ToString());
        return ExitCodes.Success;
    }

    private static void List(Page page)
    {
        foreach ((string name, string about, _) in s_lessons)
        {
            page.Write($"{name,-24}  {about}");
            page.Numbers.Keep(name, about);
        }
    }

    private static Action<Page> Find(string name)
    {
        foreach ((string known, _, Action<Page> write) in s_lessons)
        {
            if (known == name) return write;
        }

        string[] names = [.. s_lessons.Select(lesson => lesson.Name)];
        string? nearest = KerasNames.Nearest(name, names);
        throw new BadInputException($"There is no lesson {name}. {(nearest is null ? $"The lessons are {string.Join(", ", names)}" : $"Did you mean {nearest}? All are listed by: backprop lesson")}.");
    }
}
