using Backprop.Formats;
using Backprop.Testing;

namespace Backprop.Tests.Formats;

public sealed class AtomicFileTests
{
    private const string Victim = "BACKPROP_TEST_VICTIM";

    [Fact]
    public void AFailureInTheMiddleKeepsTheOldFileAndLeavesNothingBehind()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("model.keras", "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void TheOldFileIsWholeUntilTheNewOneIs()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("model.keras", "old");
        AtomicFile.Write(path, stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(path));
        });
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void ALinkIsFollowedAndTheModeIsKept()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Links take special rights on Windows, and files have no mode.");
            return;
        }

        using var folder = new TemporaryFolder();
        string path = folder.Write("model.keras", "old");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(folder.At("latest.keras"), path);
        AtomicFile.Write(folder.At("latest.keras"), stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(path));
        Assert.NotNull(new FileInfo(folder.At("latest.keras")).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void AFolderIsNotReplaced()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("is a folder", Assert.Throws<IOException>(() => AtomicFile.Write(folder.Path, _ => { })).Message);
    }

    /// <summary>What the next test starts and kills: saves one file again and again, all of one letter, until it is killed.</summary>
    [Fact(Explicit = true)]
    public void SaveUntilKilled()
    {
        string? path = Environment.GetEnvironmentVariable(Victim);
        Assert.SkipWhen(path is null, "Only AKillLeavesTheOldFileOrTheNewOne runs this, in a program of its own.");
        for (byte letter = (byte)'a'; ; letter = letter == 'z' ? (byte)'a' : (byte)(letter + 1))
        {
            byte[] block = new byte[100_000];
            block.AsSpan().Fill(letter);
            AtomicFile.Write(path, stream =>
            {
                for (int i = 0; i < 10; i++) stream.Write(block);
            });
        }
    }

    [Fact]
    [Trait("tier", "slow")]
    public async Task AKillLeavesTheOldFileOrTheNewOne()
    {
        using var folder = new TemporaryFolder();
        string path = folder.At("model.keras");
        var random = new Random(1);
        for (int round = 0; round < 5; round++)
        {
            var start = new System.Diagnostics.ProcessStartInfo("dotnet", [typeof(AtomicFileTests).Assembly.Location, "-method", $"{typeof(AtomicFileTests).FullName}.{nameof(SaveUntilKilled)}", "-explicit", "only"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { [Victim] = path },
            };
            File.Delete(path);
            using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
            while (!File.Exists(path) && !process.HasExited) await Task.Delay(1);
            await Task.Delay(random.Next(100));
            process.Kill();
            await process.WaitForExitAsync();
            byte[] bytes = await File.ReadAllBytesAsync(path);
            Assert.Equal(1_000_000, bytes.Length);
            Assert.DoesNotContain(bytes, letter => letter != bytes[0]);
        }
    }
}
