using Backprop.Formats;

namespace Backprop.Training;

public abstract partial class Model
{
    /// <summary>
    /// Reads a model: a .keras file of Keras 2.13 or later or of this library, a folder with the same members, or an .h5 file of Keras 2 or 3.
    /// Weights, compilation and the optimizer's state are as they were saved. Loading runs nothing, opens no other file, and checks sizes before it takes memory.
    /// Layers of your own are read when the program added them to <see cref="Layers.LayerRegistry"/> before.
    /// </summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="compile">Whether the model is compiled as it was saved. Default true.</param>
    /// <exception cref="ModelFormatException">The file is not a model, is damaged, or needs something that is not known here; the message names the place.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be opened.</exception>
    public static Model Load(string path, bool compile = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ModelReader.Read(path, compile);
    }

    /// <summary>
    /// Takes the weights from a file: .weights.h5 of Keras (also sharded, .weights.json), the weights in a .keras file or an .h5 file, .npz or .safetensors
    /// with one array for each weight's path. If anything does not fit, nothing changes.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFormatException">The file is damaged, or its weights are not those of this model; the message names the place.</exception>
    /// <exception cref="InvalidOperationException">The weights do not exist yet, since the input's shape is not known.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be opened.</exception>
    public void LoadWeights(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!HasWeights) throw new InvalidOperationException($"The model {Name} has no weights yet: give it an input shape, or data, before its weights are loaded.");
        WeightFiles.Read(this, path);
    }

    /// <summary>
    /// Writes the model so that Keras opens it: a .keras file with configuration, compilation, weights and the optimizer's state. The file appears whole or not at all:
    /// a process that ends on the way leaves the old file as it was.
    /// </summary>
    /// <param name="path">The file; its name ends in .keras.</param>
    /// <param name="overwrite">Whether a file of that name is replaced. Default true.</param>
    /// <exception cref="ArgumentException">The name does not end in .keras.</exception>
    /// <exception cref="InvalidOperationException">A layer cannot be written, or the weights do not exist yet.</exception>
    /// <exception cref="IOException">The file cannot be written, or exists and is not to be replaced.</exception>
    public void Save(string path, bool overwrite = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!path.EndsWith(".keras", StringComparison.OrdinalIgnoreCase)) throw new ArgumentException($"A model is written to a file whose name ends in .keras, not \"{path}\". For the weights alone use SaveWeights.", nameof(path));
        CheckOverwrite(path, overwrite);
        ModelWriter.Write(this, path);
    }

    /// <summary>Writes the weights, and the optimizer's state where there is one, as Keras does: .weights.h5; or the weights alone as .npz or .safetensors, one array for each weight's path.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overwrite">Whether a file of that name is replaced. Default true.</param>
    /// <exception cref="ArgumentException">The name ends in something else.</exception>
    /// <exception cref="InvalidOperationException">The weights do not exist yet.</exception>
    /// <exception cref="IOException">The file cannot be written, or exists and is not to be replaced.</exception>
    public void SaveWeights(string path, bool overwrite = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        CheckOverwrite(path, overwrite);
        WeightFiles.Write(this, path);
    }

    private void CheckOverwrite(string path, bool overwrite)
    {
        if (!HasWeights) throw new InvalidOperationException($"The model {Name} has no weights yet: give it an input shape, or data, before it is saved.");
        if (!overwrite && File.Exists(path)) throw new IOException($"The file \"{path}\" exists already, and is not to be replaced.");
    }
}
