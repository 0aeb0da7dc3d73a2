using System.Text.Json;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Lessons;

/// <summary>The lessons as a student starts them: <c>dotnet run lessons/….cs</c>, in a copy of the checkout, so that nothing is built under the feet of other tests.</summary>
[Trait("tier", "slow")]
public sealed class FileBasedProgramTests
{
    [Fact]
    public void DotnetRunShowsALessonAndItsNumbers()
    {
        using var folder = new TemporaryFolder();
        foreach (string part in new[] { "src", "lessons" })
        {
            foreach ((string name, _) in Repository.Files(part)) Copy(folder, name);
        }

        foreach (string name in new[] { "Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig" }) Copy(folder, name);

        string text = Shell.Run("dotnet", ["run", "lessons/side-by-side.cs"], folder.Path).MustExitWith(0);
        Assert.Contains("Weight by weight", text);
        string json = Shell.Run("dotnet", ["run", "lessons/regression-by-hand.cs", "--", "--json"], folder.Path).MustExitWith(0);
        Assert.Equal(75, JsonDocument.Parse(json).RootElement.GetProperty("regression_correct").GetProperty("epoch_losses").GetArrayLength());
    }

    private static void Copy(TemporaryFolder folder, string name)
    {
        string target = folder.At(name);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(Repository.At(name), target);
    }
}
