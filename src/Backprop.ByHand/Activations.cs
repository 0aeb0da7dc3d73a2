using System.Runtime.CompilerServices;

namespace Backprop.ByHand;

/// <summary>The activations' values and derivatives, one number at a time. A call for each number would cost more than most of them do: they are put in where they are used.</summary>
public static class Activations
{
    /// <summary>a = f(z).</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such activation.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Value(Activation activation, double z) => activation == Activation.Linear ? z : Bent(activation, z);

    // By itself, because a call of an exponential keeps the loop around it from holding its numbers in registers.
    private static double Bent(Activation activation, double z) => activation switch
    {
        Activation.Sigmoid => 1 / (1 + Math.Exp(-z)),
        Activation.Relu => z > 0 ? z : 0,
        Activation.Tanh => Math.Tanh(z),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "There is no such activation."),
    };

    /// <summary>
    /// f′(z), written with the value a = f(z) where that is cheaper: the forward pass already knows a,
    /// so the sigmoid's derivative a(1 − a) costs one multiplication instead of another exponential.
    /// </summary>
    /// <param name="activation">Which f.</param>
    /// <param name="z">The sum that f was applied to.</param>
    /// <param name="a">f(z), as the forward pass recorded it.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such activation.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Derivative(Activation activation, double z, double a) => activation switch
    {
        Activation.Linear => 1,
        Activation.Sigmoid => a * (1 - a),
        Activation.Relu => z > 0 ? 1 : 0,
        Activation.Tanh => 1 - a * a,
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "There is no such activation."),
    };
}
