using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Backprop.ByHand;

/// <summary>
/// One dense layer: a = f(xW + b), with what the forward and the backward pass leave behind for each other and for the reader.
/// All arrays are made once and filled again for each sample.
/// </summary>
public sealed class Layer
{
    internal Layer(int inputs, int units, Activation activation)
    {
        Inputs = inputs;
        Units = units;
        Activation = activation;
        Weights = new double[inputs, units];
        Biases = new double[units];
        Input = new double[inputs];
        Z = new double[units];
        A = new double[units];
        Delta = new double[units];
        WeightGradients = new double[inputs, units];
    }

    /// <summary>How many numbers the layer receives.</summary>
    public int Inputs { get; }

    /// <summary>How many units the layer has, each giving one number.</summary>
    public int Units { get; }

    /// <summary>f, applied by every unit to its sum.</summary>
    public Activation Activation { get; }

    /// <summary>W, shape (inputs, units), as Keras' kernel: W[i, j] leads from input i to unit j.</summary>
    public double[,] Weights { get; }

    /// <summary>b, one per unit.</summary>
    public double[] Biases { get; }

    /// <summary>x, what the layer received in the last forward pass: the table's row, or the activations of the layer before.</summary>
    public double[] Input { get; private set; }

    /// <summary>z, the units' sums in the last forward pass.</summary>
    public double[] Z { get; }

    /// <summary>a = f(z), the units' outputs in the last forward pass.</summary>
    public double[] A { get; }

    /// <summary>δ = ∂L/∂z, one per unit, from the last backward pass.</summary>
    public double[] Delta { get; }

    /// <summary>dW = ∂L/∂W, shape (inputs, units), from the last backward pass.</summary>
    public double[,] WeightGradients { get; }

    /// <summary>db = ∂L/∂b, one per unit, from the last backward pass: b_j enters z_j multiplied by 1, so it is δ, the same array.</summary>
    public double[] BiasGradients => Delta;

    /// <summary>z_j = Σᵢ xᵢ·W[i, j] + b_j and a_j = f(z_j).</summary>
    internal double[] Forward(double[] x)
    {
        // Telling the garbage collector of a change costs more than a look, and the layers after the first always read the same array.
        if (Input != x) Input = x;
        double[] b = Biases, z = Z, a = A;
        // W[i, j] is number i·units + j: down a column, a whole row further each time.
        ReadOnlySpan<double> w = Numbers(Weights);
        for (int j = 0; j < b.Length; j++)
        {
            // From the first product on: each addition waits for the one before, and one more, to 0, would change nothing but the time.
            double sum = x[0] * w[j];
            for (int i = 1, n = j + b.Length; i < x.Length; i++, n += b.Length)
            {
                sum += x[i] * w[n];
            }

            sum += b[j];
            z[j] = sum;
            a[j] = Activations.Value(Activation, sum);
        }

        return a;
    }

    /// <summary>
    /// The δ of this layer out of the δ of the next. Unit j touches the loss only through the next layer's sums z⁺ₖ, to which it adds a_j·W⁺[j, k], so
    /// δ_j = ∂L/∂z_j = (Σₖ δ⁺ₖ·W⁺[j, k]) · f′(z_j).
    /// The sum runs over everything that lies between this layer and the loss, and is done once however many weights lead to unit j:
    /// that is the memoization in backpropagation.
    /// </summary>
    internal void ComputeDelta(Layer next)
    {
        double[] delta = Delta, nextDelta = next.Delta;
        ReadOnlySpan<double> nextWeights = Numbers(next.Weights);
        int n = 0;
        for (int j = 0; j < delta.Length; j++)
        {
            double sum = nextDelta[0] * nextWeights[n++];
            for (int k = 1; k < nextDelta.Length; k++)
            {
                sum += nextDelta[k] * nextWeights[n++];
            }

            delta[j] = sum * Activations.Derivative(Activation, Z[j], A[j]);
        }
    }

    /// <summary>The gradients out of δ: W[i, j] enters z_j multiplied by xᵢ, so ∂L/∂W[i, j] = δ_j·xᵢ.</summary>
    internal void ComputeGradients()
    {
        double[] x = Input, delta = Delta;
        Span<double> weightGradients = Numbers(WeightGradients);
        int n = 0;
        foreach (double xi in x)
        {
            foreach (double deltaJ in delta)
            {
                weightGradients[n++] = deltaJ * xi;
            }
        }
    }

    /// <summary>Gradient descent: every weight goes a little way against its gradient, W ← W − η·dW and b ← b − η·db.</summary>
    internal void Update(double learningRate)
    {
        Step(Numbers(Weights), Numbers(WeightGradients), learningRate);
        Step(Biases, BiasGradients, learningRate);
    }

    private static void Step(Span<double> weights, ReadOnlySpan<double> gradients, double learningRate)
    {
        for (int n = 0; n < weights.Length; n++)
        {
            weights[n] -= learningRate * gradients[n];
        }
    }

    /// <summary>The numbers of a matrix one after the other, row by row, as they lie in memory: whoever goes through all of them need not say where each one is.</summary>
    private static Span<double> Numbers(double[,] matrix) => MemoryMarshal.CreateSpan(ref Unsafe.As<byte, double>(ref MemoryMarshal.GetArrayDataReference(matrix)), matrix.Length);
}
