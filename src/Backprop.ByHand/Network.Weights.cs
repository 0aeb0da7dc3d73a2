namespace Backprop.ByHand;

/// <content>Setting the weights, and reading them as one list.</content>
public sealed partial class Network
{
    /// <summary>Sets every weight to one number and every bias to another.</summary>
    public void SetWeights(double weight, double bias)
    {
        foreach (Layer layer in _layers)
        {
            for (int i = 0; i < layer.Inputs; i++)
            {
                for (int j = 0; j < layer.Units; j++)
                {
                    layer.Weights[i, j] = weight;
                }
            }

            Array.Fill(layer.Biases, bias);
        }
    }

    /// <summary>
    /// Draws every weight evenly from ±√(6 / (inputs + units)) of its layer, Keras' default, and sets the biases to 0.
    /// The range keeps the activations' spread about the same from layer to layer (Glorot and Bengio, 2010).
    /// </summary>
    /// <param name="random">Where the numbers come from; the same seed gives the same network (not Keras' numbers).</param>
    public void InitializeGlorotUniform(Random random)
    {
        foreach (Layer layer in _layers)
        {
            double limit = Math.Sqrt(6.0 / (layer.Inputs + layer.Units));
            for (int i = 0; i < layer.Inputs; i++)
            {
                for (int j = 0; j < layer.Units; j++)
                {
                    layer.Weights[i, j] = (2 * random.NextDouble() - 1) * limit;
                }
            }

            Array.Clear(layer.Biases);
        }
    }

    /// <summary>A copy of all weights and biases in Keras' order: W (row by row) and b of the first layer, then of the next.</summary>
    public double[] GetWeights() => Flatten(layer => layer.Weights, layer => layer.Biases);

    /// <summary>A copy of all gradients of the last backward pass, in the order of <see cref="GetWeights"/>.</summary>
    public double[] GetGradients() => Flatten(layer => layer.WeightGradients, layer => layer.BiasGradients);

    /// <summary>Sets all weights and biases from one list in the order of <see cref="GetWeights"/>.</summary>
    /// <exception cref="ArgumentException">The list has not as many numbers as the network has weights and biases.</exception>
    public void SetWeights(ReadOnlySpan<double> values)
    {
        int expected = GetWeights().Length;
        if (values.Length != expected) throw new ArgumentException($"The network has {expected} weights and biases; received {values.Length}.", nameof(values));
        int next = 0;
        foreach (Layer layer in _layers)
        {
            for (int i = 0; i < layer.Inputs; i++)
            {
                for (int j = 0; j < layer.Units; j++)
                {
                    layer.Weights[i, j] = values[next++];
                }
            }

            for (int j = 0; j < layer.Units; j++)
            {
                layer.Biases[j] = values[next++];
            }
        }
    }

    private double[] Flatten(Func<Layer, double[,]> matrix, Func<Layer, double[]> vector)
    {
        List<double> all = [];
        foreach (Layer layer in _layers)
        {
            foreach (double value in matrix(layer))
            {
                all.Add(value);
            }

            all.AddRange(vector(layer));
        }

        return [.. all];
    }
}
