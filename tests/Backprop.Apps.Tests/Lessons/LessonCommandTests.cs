using System.Text.Json;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Lessons;

public sealed class LessonCommandTests
{
    [Fact]
    public void Without_a_name_it_lists_the_files_of_the_folder_lessons()
    {
        string[] listed = [.. Lesson().MustExitWith(0).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0])];
        string[] files = [.. Directory.EnumerateFiles(Repository.At("lessons"), "*.cs").Select(file => Path.GetFileNameWithoutExtension(file)!)];
        Assert.Equal(files.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_unknown_name_suggests_the_nearest()
    {
        ShellResult result = Lesson("regresion-by-hand");
        Assert.Equal("", result.MustExitWith(2));
        Assert.Contains("regression-by-hand", result.Errors);
        Assert.Single(result.Errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_name_like_no_other_lists_them() => Assert.Contains("side-by-side", Lesson("xyz").Errors);

    [Fact]
    public void As_json_there_is_one_document_and_nothing_else()
    {
        JsonDocument numbers = JsonDocument.Parse(Lesson("classification-by-hand", "--json").MustExitWith(0));
        Assert.Equal(50, numbers.RootElement.GetProperty("classification_correct").GetProperty("epoch_losses").GetArrayLength());
    }

    [Fact]
    public void The_text_is_the_lesson() => Assert.Contains("1. The table", Lesson("regression-by-hand").MustExitWith(0));

    [Fact]
    public void The_help_has_an_example() => Assert.Contains("Example: backprop lesson", Lesson("--help").MustExitWith(0));

    private static ShellResult Lesson(params string[] arguments) =>
        Shell.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "Backprop.Cli.dll"), "lesson", .. arguments]);
}
