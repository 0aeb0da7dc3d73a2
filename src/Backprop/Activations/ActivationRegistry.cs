using Backprop.Vocabulary;

namespace Backprop.Activations;

/// <summary>The activation functions that can be asked for by name.</summary>
public static class ActivationRegistry
{
    /// <summary>One line per class.</summary>
    public static Registry<ActivationFunction> All { get; } = new("activation")
    {
        () => new Celu(),
        () => new Elu(),
        () => new Exponential(),
        () => new Gelu(),
        () => new Glu(),
        () => new HardShrink(),
        () => new HardSigmoid(),
        { () => new HardSilu(), "hard_swish" },
        () => new HardTanh(),
        () => new LeakyRelu(),
        () => new Linear(),
        () => new LogSigmoid(),
        () => new LogSoftmax(),
        () => new Mish(),
        () => new Relu(),
        () => new Relu6(),
        () => new Selu(),
        () => new Sigmoid(),
        { () => new Silu(), "swish" },
        () => new SoftShrink(),
        () => new Softmax(),
        () => new Softplus(),
        () => new Softsign(),
        () => new Sparsemax(),
        () => new SparsePlus(),
        () => new SparseSigmoid(),
        () => new Squareplus(),
        () => new Tanh(),
        () => new TanhShrink(),
        () => new Threshold(),
    };
}
