using System.Text.Json;
using System.Text.Json.Nodes;
using Backprop.Formats;

namespace Backprop.Training;

/// <summary>
/// Keeps a backup of a training, so that one that was interrupted goes on when the program calls Fit again with the same model and data: with the epoch after the last backup,
/// and, where that was taken at the end of an epoch, with the same numbers as if there had been no interruption. Weights, the state of the optimizer, the epoch and the place
/// in the stream of random numbers are kept; a process that is killed while it writes leaves the backup before. Source: keras/src/callbacks/backup_and_restore.py.
/// </summary>
/// <remarks>A backup in the middle of an epoch lets that epoch begin again, with the weights of the backup, as in Keras.</remarks>
public sealed class BackupAndRestore : Callback
{
    private const string Metadata = "training_metadata.json";

    private readonly string _folder;
    private readonly bool _deleteCheckpoint;
    private readonly EveryFewSteps? _every;
    private int _epochsDone;

    /// <summary>Describes where and when.</summary>
    /// <param name="backupDir">A folder for the backup alone; it is made when it is missing.</param>
    /// <param name="saveFreq">After how many steps a backup is taken, counted on from epoch to epoch. Default null: after each epoch.</param>
    /// <param name="deleteCheckpoint">Whether the backup is deleted when the training has come to its end. Default true.</param>
    public BackupAndRestore(string backupDir, int? saveFreq = null, bool deleteCheckpoint = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(backupDir);
        _every = saveFreq is { } steps ? new EveryFewSteps(steps) : null;
        (_folder, _deleteCheckpoint) = (backupDir, deleteCheckpoint);
    }

    /// <inheritdoc/>
    public override bool WatchesBatches => _every is not null;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The model has no weights yet.</exception>
    /// <exception cref="ModelFormatException">The backup is damaged, or of another model.</exception>
    public override void OnTrainBegin()
    {
        if (!Model.HasWeights) throw new InvalidOperationException($"A backup needs the weights of {Model.Name}, which do not exist yet: give the model an input shape.");
        _epochsDone = 0;
        string path = Path.Combine(_folder, Metadata);
        if (!File.Exists(path)) return;
        JsonObject json = ModelReader.Parse(File.ReadAllText(path), path);
        if (Number(json, "epoch") is not { } epoch || Number(json, "step") is not { } step || json["weights"]?.GetValueKind() != JsonValueKind.String || json["weights"]!.GetValue<string>() is not { } weights || Path.GetFileName(weights) != weights)
        {
            throw new ModelFormatException(path, null, "it is not the description of a backup. Delete the folder to begin the training anew.");
        }

        Model.LoadWeights(Path.Combine(_folder, weights));
        Model.StepsDone = step;
        Model.ResumeEpoch = _epochsDone = (int)Math.Min(epoch, int.MaxValue);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Logs logs)
    {
        _epochsDone = epoch + 1;
        if (_every is null) Save();
    }

    /// <inheritdoc/>
    public override void OnBatchEnd(int batch, Logs logs)
    {
        if (_every?.IsDue() == true) Save();
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(Logs? logs)
    {
        // An interruption ends here, too, and then the backup stays.
        if (!_deleteCheckpoint || (_epochsDone < Training.Epochs && !Model.StopTraining) || !File.Exists(Path.Combine(_folder, Metadata))) return;
        File.Delete(Path.Combine(_folder, Metadata));
        DeleteWeights(except: null);
        if (!Directory.EnumerateFileSystemEntries(_folder).Any()) Directory.Delete(_folder);
    }

    /// <summary>The description, written last, names the weights that belong to it.</summary>
    private void Save()
    {
        Directory.CreateDirectory(_folder);
        long step = Model.StepsDone;
        string weights = $"step_{step}.weights.h5";
        Model.SaveWeights(Path.Combine(_folder, weights));
        string json = new JsonObject { ["epoch"] = _epochsDone, ["step"] = step, ["weights"] = weights }.ToJsonString();
        AtomicFile.Write(Path.Combine(_folder, Metadata), stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(json)));
        DeleteWeights(except: weights);
    }

    private void DeleteWeights(string? except)
    {
        foreach (string file in Directory.EnumerateFiles(_folder, "step_*.weights.h5").Where(file => Path.GetFileName(file) != except)) File.Delete(file);
    }

    private static long? Number(JsonObject json, string key) => json[key] is JsonValue value && value.TryGetValue(out long number) && number >= 0 ? number : null;
}
