using Backprop.Vocabulary;

namespace Backprop.Activations;

/// <summary>The activation functions that can be asked for by name.</summary>
public static class ActivationRegistry
{
    /// <summary>One line per class.</summary>
    public static Registry<ActivationFunction> All { get; } = new("activation")
    {
        () => new Linear(),
    };
}
