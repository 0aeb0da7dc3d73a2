using Backprop.Constraints;
using Backprop.Initializers;
using Backprop.Regularizers;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>How a weight starts and what is asked of it, under the name that Keras' arguments begin with ("kernel_initializer").</summary>
internal sealed record WeightRule(string Name, Initializer Initializer, Regularizer? Regularizer, Constraint? Constraint)
{
    public static WeightRule Kernel(string name, Initializer? initializer, Regularizer? regularizer, Constraint? constraint) => new(name, initializer ?? new GlorotUniform(), regularizer, constraint);

    public static WeightRule Bias(Initializer? initializer, Regularizer? regularizer, Constraint? constraint) => new("bias", initializer ?? new Zeros(), regularizer, constraint);

    /// <summary>Reads one of the arguments.</summary>
    public static WeightRule Read(Config config, string name) => new(
        name,
        config.OptionalObject($"{name}_initializer", InitializerRegistry.All) ?? (name == "bias" ? new Zeros() : new GlorotUniform()),
        config.OptionalObject($"{name}_regularizer", RegularizerRegistry.All),
        config.OptionalObject($"{name}_constraint", ConstraintRegistry.All));

    /// <summary>Writes the arguments of several weights in Keras' order.</summary>
    public static Config Write(Config config, IReadOnlyList<WeightRule> rules, Regularizer? activityRegularizer)
    {
        foreach (WeightRule rule in rules) config.Set($"{rule.Name}_initializer", rule.Initializer);
        foreach (WeightRule rule in rules) config.Set($"{rule.Name}_regularizer", rule.Regularizer);
        config.Set("activity_regularizer", activityRegularizer);
        foreach (WeightRule rule in rules) config.Set($"{rule.Name}_constraint", rule.Constraint);
        return config;
    }
}
