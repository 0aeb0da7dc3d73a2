namespace Backprop.Formats;

/// <summary>
/// A file that cannot be read: damaged, dangerous, or not of the form that was expected.
/// The message is one sentence that names the file, the place in it, what was expected and what to do.
/// </summary>
public sealed class ModelFormatException : Exception
{
    /// <summary>An error with a message of its own.</summary>
    public ModelFormatException(string message)
        : base(message) => File = "";

    /// <summary>An error with a message of its own, and what caused it.</summary>
    public ModelFormatException(string message, Exception cause)
        : base(message, cause) => File = "";

    /// <summary>An error at a place of a file; the message is "file, place: problem".</summary>
    /// <param name="file">The file, and the member of it: "model.keras/config.json".</param>
    /// <param name="place">The HDF5 path, JSON path or name within the file; null when the whole file is meant.</param>
    /// <param name="problem">What was found, what was expected and what to do, ending in a full stop.</param>
    /// <param name="cause">The exception that said so, if there was one.</param>
    public ModelFormatException(string file, string? place, string problem, Exception? cause = null)
        : base(place is null ? $"{file}: {problem}" : $"{file}, {place}: {problem}", cause)
    {
        File = file;
        Place = place;
    }

    /// <summary>The file, and the member of it.</summary>
    public string File { get; }

    /// <summary>The HDF5 path, JSON path or name within the file; null when the whole file is meant.</summary>
    public string? Place { get; }
}
