namespace Backprop.Layers;

/// <summary>A layer that keeps text beside its weights in a file, such as a vocabulary that was found in data.</summary>
public interface IHasAssets
{
    /// <summary>The texts by file name, "vocabulary.txt"; none where the configuration says it all.</summary>
    IReadOnlyDictionary<string, string> SaveAssets();

    /// <summary>Takes the texts from a file.</summary>
    /// <param name="read">Gives the text with a file name, or null when there is none.</param>
    void LoadAssets(Func<string, string?> read);
}
