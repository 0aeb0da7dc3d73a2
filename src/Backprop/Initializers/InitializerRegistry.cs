using Backprop.Vocabulary;

namespace Backprop.Initializers;

/// <summary>The initializers that can be asked for by name.</summary>
public static class InitializerRegistry
{
    /// <summary>One line per class.</summary>
    public static Registry<Initializer> All { get; } = new("initializer")
    {
        { () => new Zeros(), "zero" },
        { () => new Ones(), "one" },
        () => new Constant(),
        () => new Identity(),
        { () => new RandomNormal(), "normal" },
        () => new TruncatedNormal(),
        { () => new RandomUniform(), "uniform" },
        () => new VarianceScaling(),
        () => new GlorotUniform(),
        () => new GlorotNormal(),
        () => new HeUniform(),
        () => new HeNormal(),
        () => new LecunUniform(),
        () => new LecunNormal(),
        () => new Orthogonal(),
    };
}
