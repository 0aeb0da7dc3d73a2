using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Backprop.Data.Reading;

/// <summary>Tells pipes and devices from empty files. .NET has no call for it, and opening a pipe the ordinary way waits for a writer.</summary>
internal static partial class SpecialFile
{
    private const int ReadOnly = 0;

    // O_NONBLOCK in the headers of Linux and of macOS.
    private static readonly int s_doNotWait = OperatingSystem.IsLinux() ? 0x800 : 0x4;

    /// <summary>A sentence when a file of length 0 is a pipe or a device, null when it is merely empty.</summary>
    public static string? Describe(string path)
    {
        if (OperatingSystem.IsWindows()) return null;
        using var handle = new SafeFileHandle(Open(path, ReadOnly | s_doNotWait), ownsHandle: true);
        if (handle.IsInvalid) return null;
        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        if (!stream.CanSeek) return "this is a pipe, not a file; save the data to a file first.";
        return stream.ReadByte() >= 0 || path.StartsWith("/dev/", StringComparison.Ordinal) ? "this is a device, not a file; save the data to a file first." : null;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string path, int flags);
}
