using Backprop.Tensors;

namespace Backprop.Tests.KerasParity;

/// <summary>
/// A reason why numbers of Keras are less exact than the number type of their case. All of them stand here; docs/keras-compatibility.md is made from this list.
/// </summary>
/// <param name="Where">What it concerns, for people.</param>
/// <param name="Allowed">What is allowed there.</param>
/// <param name="Reason">Why.</param>
/// <param name="Mentions">Texts in a description (a name, or the JSON of an object or a model) that say that it applies; none for those that the tests apply by themselves.</param>
internal sealed record ParityException(string Where, string Allowed, string Reason, params string[] Mentions)
{
    public static ParityException RoundedConstants { get; } = new(
        "`gelu`, `leaky_relu` and `log_cosh` in float64",
        "relative and absolute 2e-8",
        "TensorFlow rounds their constants (√2, 0.2, ln 2) to float32, also in float64.",
        "\"gelu\"",
        "\"leaky_relu\"",
        "LeakyReLU",
        "\"log_cosh\"",
        "LogCosh");

    public static ParityException Orthogonal { get; } = new(
        "`OrthogonalRegularizer` in float64",
        "as in float32",
        "Keras computes its penalty in float32.",
        "OrthogonalRegularizer");

    public static ParityException Schedules { get; } = new(
        "learning rate schedules",
        "rates as in float32; weights after steps an absolute 1e-7 in float64 (1e-8 in models)",
        "Keras evaluates schedules in float32, also in float64 models: a rate is right to about 1e-7 of itself.");

    public static ParityException Metrics { get; } = new(
        "metrics",
        "as in float32",
        "Keras keeps the totals and counts of metrics in float32, ours are float64.");

    public static ParityException KeyBias { get; } = new(
        "the key bias of attention layers in float32, after training",
        "ten learning rates",
        "Its exact gradient is 0; optimizers such as Adam make whole steps of the rounding noise.");

    public static ParityException Draws { get; } = new(
        "initializers",
        "mean and deviation within five to seven standard errors, bounds within 1e-3",
        "The generators differ, so the distribution is compared and not the draws.");

    public static ParityException Gain { get; } = new(
        "an initializer whose `gain` Keras does not write (`Identity`)",
        "any scale",
        "The case cannot say which gain it had; we write it, and Keras reads it.");

    public static IReadOnlyList<ParityException> All { get; } = [RoundedConstants, Orthogonal, Schedules, Metrics, KeyBias, Draws, Gain];

    /// <summary>Whether a description mentions what this is about.</summary>
    public bool Concerns(string description) => Mentions.Any(text => description.Contains(text, StringComparison.OrdinalIgnoreCase));

    /// <summary>What is allowed for numbers of a function or a model with this description that no optimizer has made.</summary>
    public static ParityTolerance Tolerance(DType dtype, string description) =>
        dtype != DType.Float64 || Orthogonal.Concerns(description) ? ParityTolerance.Single
        : RoundedConstants.Concerns(description) ? new(2e-8, 2e-8)
        : ParityTolerance.Double;
}
