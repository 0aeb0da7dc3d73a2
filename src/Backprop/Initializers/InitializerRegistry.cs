using Backprop.Vocabulary;

namespace Backprop.Initializers;

/// <summary>The initializers that can be asked for by name.</summary>
public static class InitializerRegistry
{
    /// <summary>One line per class.</summary>
    public static Registry<Initializer> All { get; } = new("initializer")
    {
        { () => new Zeros(), Zeros.FromConfig, "zero" },
        { () => new Ones(), Ones.FromConfig, "one" },
        { () => new Constant(), Constant.FromConfig },
        { () => new Identity(), Identity.FromConfig },
        { () => new RandomNormal(), RandomNormal.FromConfig, "normal" },
        { () => new TruncatedNormal(), TruncatedNormal.FromConfig },
        { () => new RandomUniform(), RandomUniform.FromConfig, "uniform" },
        { () => new VarianceScaling(), VarianceScaling.FromConfig },
        { () => new GlorotUniform(), GlorotUniform.FromConfig },
        { () => new GlorotNormal(), GlorotNormal.FromConfig },
        { () => new HeUniform(), HeUniform.FromConfig },
        { () => new HeNormal(), HeNormal.FromConfig },
        { () => new LecunUniform(), LecunUniform.FromConfig },
        { () => new LecunNormal(), LecunNormal.FromConfig },
        { () => new Orthogonal(), Orthogonal.FromConfig },
        { "OrthogonalInitializer", Orthogonal.FromConfig },
    };
}
