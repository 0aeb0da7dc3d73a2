using System.Xml.Linq;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Cli;

/// <summary><c>--svg</c> of the commands that explain and check: the picture is written beside what is printed, and never over something else.</summary>
public sealed class PictureOptionTests
{
    private const string Model = "tests/fixtures/keras-cases/models/seed-regression/initial.keras";

    [Theory]
    [InlineData("explain", Model, "--x", "[8, 8]", "--y", "[4]", "--weight", "dense/kernel:0,1")]
    [InlineData("step", Model, "--x", "[8, 8]", "--y", "[4]")]
    [InlineData("derive", "x^2", "--at", "x=3")]
    [InlineData("gradcheck", Model)]
    [InlineData("memoization", Model)]
    [InlineData("examples", "mazur-2-2-2")]
    [InlineData("train", "--dataset", "iris", "--epochs", "2")]
    public void A_picture_is_written_to_the_file_alone(params string[] arguments)
    {
        arguments = [.. arguments.Select(argument => argument == Model ? Repository.At(Model) : argument)];
        using var folder = new TemporaryFolder();
        string picture = folder.At("picture.svg");
        string printed = InProcess.Run([.. arguments, "--svg", picture]).MustExitWith(0);
        Assert.Equal("svg", XDocument.Load(picture).Root!.Name.LocalName);
        Assert.DoesNotContain("<svg", printed, StringComparison.Ordinal);
        ShellResult again = InProcess.Run([.. arguments, "--svg", picture]);
        again.MustExitWith(2);
        Assert.Contains("--force", again.Errors, StringComparison.Ordinal);
        ShellResult other = InProcess.Run([.. arguments, "--svg", folder.At("picture.png")]);
        other.MustExitWith(2);
        Assert.Contains(".svg", other.Errors, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(folder.At(".")));
    }

    /// <summary>Under <c>./test --approve</c> they are written.</summary>
    [Theory]
    [InlineData("step", "step", Model, "--x", "[8, 8]", "--y", "[4]")]
    [InlineData("path", "explain", Model, "--x", "[[8, 8], [7, 9]]", "--y", "[[4], [5]]", "--weight", "dense/kernel:0,1")]
    [InlineData("derive", "derive", "ln(x1) + x1*x2 - sin(x2)", "--at", "x1=2,x2=5")]
    public void The_pictures_of_the_documentation_are_those_that_the_commands_draw(string name, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        InProcess.Run([.. arguments.Select(argument => argument == Model ? Repository.At(Model) : argument), "--svg", folder.At("picture.svg")]).MustExitWith(0);
        string shown = Repository.At($"docs/images/{name}.svg"), drawn = File.ReadAllText(folder.At("picture.svg"));
        if (Environment.GetEnvironmentVariable("BACKPROP_APPROVE") == "1") File.WriteAllText(shown, drawn);
        else Assert.Equal(drawn, File.ReadAllText(shown).ReplaceLineEndings("\n"));
    }
}
