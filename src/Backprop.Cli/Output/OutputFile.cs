using System.CommandLine;

namespace Backprop.Cli.Output;

/// <summary>Checks a file that a command will write before the command's work begins, so that no work is lost and no file is replaced unasked.</summary>
internal static class OutputFile
{
    /// <summary>The option that lets an existing file be replaced.</summary>
    public static Option<bool> ForceOption() => new("--force") { Description = "Replace the output file if it exists." };

    /// <summary>Refuses an output that cannot be written, that is the input, or that exists and is not to be replaced.</summary>
    /// <param name="output">The file to write.</param>
    /// <param name="force">Whether an existing file may be replaced.</param>
    /// <param name="input">A file that is read, or null.</param>
    /// <exception cref="BadInputException">It is refused.</exception>
    public static void Check(string output, bool force, string? input = null)
    {
        string path = Path.GetFullPath(output), folder = Path.GetDirectoryName(path) ?? path;
        if (Directory.Exists(path)) throw new BadInputException($"{output} is a folder; give the name of a file in it.");
        if (!Directory.Exists(folder)) throw new BadInputException($"The folder {folder} does not exist; make it first, or write to another.");
        if (input is not null && path == Path.GetFullPath(input)) throw new BadInputException($"{output} is the file that is read; write to another.");
        if (File.Exists(path) && !force) throw new BadInputException($"{output} exists already; add --force to replace it, or write to another file.");
        try
        {
            using FileStream probe = new(Path.Combine(folder, $".{Guid.NewGuid():N}.tmp"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"No file can be written in the folder {folder}; write to another.");
        }
    }
}
