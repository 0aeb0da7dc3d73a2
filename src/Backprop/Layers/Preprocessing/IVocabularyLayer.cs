namespace Backprop.Layers;

/// <summary>A layer that knows a vocabulary. Keras keeps one that was found in data in a file of its own, assets/layers/NAME/vocabulary.txt, one token a line.</summary>
public interface IVocabularyLayer
{
    /// <summary>Whether the vocabulary is known.</summary>
    bool HasVocabulary { get; }

    /// <summary>Sets the vocabulary.</summary>
    /// <param name="vocabulary">The tokens in the order of their numbers, with or without the special ones in front.</param>
    /// <param name="idfWeights">The weight of each in mode "tf_idf"; null elsewhere.</param>
    /// <exception cref="ArgumentException">It is empty, too large, or has a token twice.</exception>
    void LoadVocabulary(IReadOnlyList<string> vocabulary, IReadOnlyList<double>? idfWeights = null);
}
