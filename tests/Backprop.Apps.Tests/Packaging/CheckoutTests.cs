using Backprop.Testing;

namespace Backprop.Apps.Tests.Packaging;

/// <summary>The two commands, in a fresh copy of the checkout that lies in a folder with a space in its path.</summary>
[Trait("tier", "slow")]
public sealed class CheckoutTests
{
    // A proxy where nobody listens: whatever asks the network for something fails.
    private static readonly Dictionary<string, string?> WithoutNetwork = new()
    {
        ["http_proxy"] = "http://127.0.0.1:9",
        ["https_proxy"] = "http://127.0.0.1:9",
        ["HTTP_PROXY"] = "http://127.0.0.1:9",
        ["HTTPS_PROXY"] = "http://127.0.0.1:9",
        ["no_proxy"] = null,
        ["NO_PROXY"] = null,
    };

    [Fact]
    public void BothCommandsWorkFromAnyFolderAndAgainWithoutNetwork()
    {
        Assert.SkipUnless(Shell.Has("git") && Path.Exists(Repository.At(".git")), "Only a git checkout knows which of its files belong to it.");
        using var folder = new TemporaryFolder();
        string checkout = CopyInto(folder);
        string elsewhere = Directory.CreateDirectory(folder.At("elsewhere")).FullName;

        ShellResult first = Shell.Run(Script(checkout, "backprop"), ["--help"], elsewhere);
        Assert.Contains("Usage", first.MustExitWith(0), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Building", first.Errors);
        Assert.Equal("1 passed, 0 failed", LastLine(Shell.Run(Script(checkout, "test"), ["--filter", "NoSourceFileIsLonger"], elsewhere)));

        if (!OperatingSystem.IsWindows())
        {
            // Nothing changed: nothing is built, nothing is said.
            Assert.Equal("", Shell.Run(Script(checkout, "backprop"), ["--help"], elsewhere, WithoutNetwork).Errors);
        }

        File.AppendAllText(Path.Combine(checkout, "src", "Backprop", "Tensors", "Shape.cs"), "\n// A change.\n");
        Shell.Run(Script(checkout, "backprop"), ["--help"], elsewhere, WithoutNetwork).MustExitWith(0);
        Assert.Equal("1 passed, 0 failed", LastLine(Shell.Run(Script(checkout, "test"), ["--filter", "NoSourceFileIsLonger"], elsewhere, WithoutNetwork)));
    }

    [Theory]
    [InlineData("backprop")]
    [InlineData("test")]
    public void WithoutAnSdkOneSentenceSaysWhatToInstall(string command)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows finds dotnet by other ways than PATH.");
        using var folder = new TemporaryFolder();
        foreach (string program in (string[])["bash", "env", "dirname", "readlink"])
        {
            string found = Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(place => Path.Combine(place, program)).First(File.Exists);
            File.CreateSymbolicLink(folder.At(program), found);
        }

        ShellResult result = Shell.Run(Repository.At(command), [], environment: new Dictionary<string, string?> { ["PATH"] = folder.Path });
        Assert.Equal("", result.MustExitWith(1));
        Assert.Contains(".NET 10 SDK", result.Errors);
        Assert.Single(result.Errors.TrimEnd().Split('\n'));
    }

    private static string LastLine(ShellResult result) => result.MustExitWith(0).TrimEnd().Split('\n')[^1].TrimEnd();

    private static string Script(string checkout, string name) => Path.Combine(checkout, OperatingSystem.IsWindows() ? name + ".cmd" : name);

    // Files as they lie there, also when they are not committed yet: what is being worked on is what should be tested.
    private static string CopyInto(TemporaryFolder folder)
    {
        string checkout = folder.At("my checkout");
        string files = Shell.Run("git", ["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], Repository.Root).MustExitWith(0);
        foreach (string name in files.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(name => File.Exists(Repository.At(name))))
        {
            string target = Path.Combine(checkout, name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Repository.At(name), target);
        }

        return checkout;
    }
}
