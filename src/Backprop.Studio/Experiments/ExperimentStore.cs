using System.Diagnostics.CodeAnalysis;

namespace Backprop.Studio.Experiments;

/// <summary>The experiments that are open, each with its recording. They are found by what they are, so that tabs and people who change something do not see each other's changes.</summary>
internal sealed class ExperimentStore(OpenedModel? opened)
{
    private const int Most = 64;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Recording> _recordings = [];
    private readonly LinkedList<string> _used = [];

    /// <summary>Opens an experiment by its text.</summary>
    /// <exception cref="Formats.ModelFormatException">It is none.</exception>
    public Recording Open(string text) => Open(Experiment.Parse(text, opened));

    public Recording Open(Experiment experiment)
    {
        if (TryFind(experiment.Id, out Recording? known)) return known;
        var made = new Recording(experiment);
        lock (_lock)
        {
            if (!_recordings.TryAdd(experiment.Id, made)) return _recordings[experiment.Id];
            _used.AddFirst(experiment.Id);
            if (_used.Count > Most)
            {
                _recordings.Remove(_used.Last!.Value);
                _used.RemoveLast();
            }

            return made;
        }
    }

    public bool TryFind(string id, [NotNullWhen(true)] out Recording? recording)
    {
        lock (_lock)
        {
            if (!_recordings.TryGetValue(id, out recording)) return false;
            _used.Remove(id);
            _used.AddFirst(id);
            return true;
        }
    }
}
