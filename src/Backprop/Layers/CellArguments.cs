using Backprop.Activations;
using Backprop.Constraints;
using Backprop.Initializers;
using Backprop.Regularizers;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>The arguments that Keras' three cells share; null stands for the default.</summary>
internal sealed record CellArguments(
    int Units,
    ActivationFunction? Activation,
    ActivationFunction? RecurrentActivation,
    bool UseBias,
    Initializer? KernelInitializer,
    Initializer? RecurrentInitializer,
    Initializer? BiasInitializer,
    Regularizer? KernelRegularizer,
    Regularizer? RecurrentRegularizer,
    Regularizer? BiasRegularizer,
    Constraint? KernelConstraint,
    Constraint? RecurrentConstraint,
    Constraint? BiasConstraint,
    double Dropout,
    double RecurrentDropout,
    long? Seed,
    string? Name,
    DType? DType,
    bool Trainable)
{
    /// <summary>The arguments of a cell, or of a layer that shows its cell's arguments as its own.</summary>
    public static CellArguments From(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new CellArguments(
            config.Int("units"),
            Function(config, "activation"),
            Function(config, "recurrent_activation"),
            config.Bool("use_bias", true),
            config.OptionalObject("kernel_initializer", InitializerRegistry.All),
            config.OptionalObject("recurrent_initializer", InitializerRegistry.All),
            config.OptionalObject("bias_initializer", InitializerRegistry.All),
            config.OptionalObject("kernel_regularizer", RegularizerRegistry.All),
            config.OptionalObject("recurrent_regularizer", RegularizerRegistry.All),
            config.OptionalObject("bias_regularizer", RegularizerRegistry.All),
            config.OptionalObject("kernel_constraint", ConstraintRegistry.All),
            config.OptionalObject("recurrent_constraint", ConstraintRegistry.All),
            config.OptionalObject("bias_constraint", ConstraintRegistry.All),
            config.Double("dropout", 0),
            config.Double("recurrent_dropout", 0),
            config.OptionalLong("seed"),
            null,
            null,
            true);
    }

    /// <summary>A missing activation is the default; one that is null is none.</summary>
    private static ActivationFunction? Function(Config config, string key) =>
        config.OptionalObject(key, ActivationRegistry.All) ?? (config.Keys.Contains(key) ? new Linear() : null);
}

/// <summary>The arguments that all recurrent layers share.</summary>
internal sealed record RecurrentArguments(
    bool ReturnSequences, bool ReturnState, bool GoBackwards, bool Stateful, bool Unroll, bool ZeroOutputForMask, Regularizer? ActivityRegularizer, string? Name, DType? DType, bool Trainable)
{
    public static RecurrentArguments From(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new RecurrentArguments(
            config.Bool("return_sequences"),
            config.Bool("return_state"),
            config.Bool("go_backwards"),
            config.Bool("stateful"),
            config.Bool("unroll"),
            config.Bool("zero_output_for_mask"),
            null,
            null,
            null,
            true);
    }
}
