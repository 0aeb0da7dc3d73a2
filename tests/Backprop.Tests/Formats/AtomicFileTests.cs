using Backprop.Formats;
using Backprop.Testing;

namespace Backprop.Tests.Formats;

public sealed class AtomicFileTests
{
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
}
