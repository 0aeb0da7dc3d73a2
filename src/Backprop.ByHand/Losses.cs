namespace Backprop.ByHand;

/// <summary>The losses' values and derivatives for one output unit.</summary>
public static class Losses
{
    /// <summary>L(y, ŷ).</summary>
    /// <param name="loss">Which loss.</param>
    /// <param name="y">The target.</param>
    /// <param name="prediction">ŷ, the network's output.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such loss.</exception>
    public static double Value(Loss loss, double y, double prediction)
    {
        switch (loss)
        {
            case Loss.SquaredError:
                double error = y - prediction;
                return error * error;
            case Loss.BinaryCrossEntropy:
                // A term whose factor is 0 is left out: 0 · ln 0 would be 0 · (−∞) = NaN although the limit is 0.
                double value = 0;
                if (y != 0) value -= y * Math.Log(prediction);
                if (y != 1) value -= (1 - y) * Math.Log(1 - prediction);
                return value;
            default:
                throw new ArgumentOutOfRangeException(nameof(loss), loss, "There is no such loss.");
        }
    }

    /// <summary>∂L/∂ŷ: how the loss changes with the prediction.</summary>
    /// <inheritdoc cref="Value"/>
    public static double Derivative(Loss loss, double y, double prediction) => loss switch
    {
        Loss.SquaredError => 2 * (prediction - y),
        Loss.BinaryCrossEntropy => (prediction - y) / (prediction * (1 - prediction)),
        _ => throw new ArgumentOutOfRangeException(nameof(loss), loss, "There is no such loss."),
    };

    /// <summary>
    /// δ = ∂L/∂z at the output: how the loss changes with the output unit's sum z. By the chain rule δ = ∂L/∂ŷ · f′(z).
    /// Sigmoid with cross-entropy is the pair where this cancels to ŷ − y, because f′(z) = ŷ(1 − ŷ) is the derivative's denominator;
    /// linear with squared error gives 2(ŷ − y). The two differ by the factor 2 only: the prediction's error drives both.
    /// </summary>
    /// <param name="loss">Which loss.</param>
    /// <param name="activation">The output layer's activation f.</param>
    /// <param name="y">The target.</param>
    /// <param name="z">The output unit's sum.</param>
    /// <param name="prediction">ŷ = f(z).</param>
    public static double OutputDelta(Loss loss, Activation activation, double y, double z, double prediction)
    {
        // Cancelled on paper rather than in the machine: for ŷ = 1 the quotient would be 0 / 0.
        if (loss == Loss.BinaryCrossEntropy && activation == Activation.Sigmoid) return prediction - y;

        return Derivative(loss, y, prediction) * Activations.Derivative(activation, z, prediction);
    }
}
