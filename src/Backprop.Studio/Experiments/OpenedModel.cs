using System.Security.Cryptography;
using Backprop.Formats;
using Backprop.Training;

namespace Backprop.Studio.Experiments;

/// <summary>The file of a model that was named when the program was started: the only one that it reads.</summary>
internal sealed class OpenedModel
{
    /// <summary>A model of more numbers is not written into links.</summary>
    public const int MostWritten = 20_000;

    private readonly string _path;

    public OpenedModel(string path)
    {
        _path = path;
        Mark = MarkOf(path);
    }

    /// <summary>The file's name and what it held when it was opened.</summary>
    public string Mark { get; }

    /// <summary>Reads the model, compiled: one that was saved without a loss gets the squared error and plain descent.</summary>
    /// <exception cref="ModelFormatException">The file is none, or was changed since it was opened.</exception>
    public Model Load()
    {
        if (MarkOf(_path) != Mark) throw new ModelFormatException($"{Path.GetFileName(_path)} was changed since the page was started; start it again.");
        Model model = Model.Load(_path);
        if (!model.IsCompiled) model.Compile("sgd", "mse");
        return model;
    }

    private static string MarkOf(string path)
    {
        if (Directory.Exists(path)) return $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(path))} folder";
        using FileStream file = System.IO.File.OpenRead(path);
        return $"{Path.GetFileName(path)} {Convert.ToHexStringLower(SHA256.HashData(file))[..16]}";
    }
}
