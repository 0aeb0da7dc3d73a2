namespace Backprop.ByHand;

/// <summary>
/// A network of dense layers, trained by hand: plain loops over <c>double[]</c>, nothing borrowed.
/// <code>
/// Network network = new([2, 2, 1], [Activation.Linear, Activation.Linear], Loss.SquaredError);
/// network.Train(x, y, epochs: 75, new GradientDescent(0.001));
/// </code>
/// One sample goes through three steps: <see cref="Forward"/> predicts, <see cref="Backward"/> finds every gradient, <see cref="Update"/> steps.
/// With several output units the loss is the mean over them, as in Keras.
/// </summary>
public sealed partial class Network
{
    private readonly Layer[] _layers;

    /// <summary>A network in which every weight starts at the same number and every bias at 0.</summary>
    /// <param name="sizes">Inputs, then the units of each layer: [2, 2, 1] is two inputs, two hidden units, one output.</param>
    /// <param name="activations">One for each layer: one fewer than there are sizes.</param>
    /// <param name="loss">What training makes small.</param>
    /// <param name="initialWeight">
    /// Where every weight starts. Equal hidden units receive equal gradients and stay equal for ever, which makes a wrong gradient visible;
    /// a network that is to learn more than that starts from <see cref="InitializeGlorotUniform"/>.
    /// </param>
    /// <exception cref="ArgumentException">Fewer than two sizes, a size below 1, or not one activation for each layer.</exception>
    public Network(ReadOnlySpan<int> sizes, ReadOnlySpan<Activation> activations, Loss loss, double initialWeight = 0.1)
    {
        if (sizes.Length < 2) throw new ArgumentException($"A network needs two sizes or more, inputs and outputs; received {sizes.Length}.", nameof(sizes));
        if (activations.Length != sizes.Length - 1)
        {
            throw new ArgumentException($"{sizes.Length} sizes make {sizes.Length - 1} layers, which need as many activations; received {activations.Length}.", nameof(activations));
        }

        Loss = loss;
        _layers = new Layer[activations.Length];
        for (int l = 0; l < _layers.Length; l++)
        {
            if (sizes[l] < 1 || sizes[l + 1] < 1) throw new ArgumentException("Every size must be 1 or more.", nameof(sizes));
            _layers[l] = new Layer(sizes[l], sizes[l + 1], activations[l]);
        }

        (Inputs, Output) = (sizes[0], _layers[^1]);
        SetWeights(initialWeight, 0);
    }

    /// <summary>The layers, first to last.</summary>
    public IReadOnlyList<Layer> Layers => _layers;

    /// <summary>What training makes small.</summary>
    public Loss Loss { get; }

    /// <summary>How many inputs the network takes.</summary>
    public int Inputs { get; }

    /// <summary>The last layer, whose activations are the prediction ŷ.</summary>
    public Layer Output { get; }

    /// <summary>
    /// Predicts: each layer's activations are the next one's inputs. Every layer keeps its z and a, because the backward pass needs them.
    /// </summary>
    /// <param name="x">One sample. It is kept (not copied) until the next forward pass.</param>
    /// <returns>ŷ: the output layer's own array, overwritten by the next forward pass.</returns>
    /// <exception cref="ArgumentException">x has not as many numbers as the network has inputs.</exception>
    public double[] Forward(double[] x)
    {
        if (x.Length != Inputs) throw new ArgumentException($"The network takes {Inputs} inputs; received {x.Length}.", nameof(x));
        double[] a = x;
        foreach (Layer layer in _layers)
        {
            a = layer.Forward(a);
        }

        return a;
    }

    /// <summary>The loss of the last prediction: the mean of L(y, ŷ) over the output units.</summary>
    /// <param name="y">The targets, one for each output unit.</param>
    /// <exception cref="ArgumentException">y has not as many numbers as the network has outputs.</exception>
    public double LossOf(double[] y)
    {
        Check(y);
        double sum = 0;
        for (int k = 0; k < y.Length; k++)
        {
            sum += Losses.Value(Loss, y[k], Output.A[k]);
        }

        return Mean(sum, y.Length);
    }

    /// <summary>
    /// Backpropagation: δ at the output, then each layer's δ from the next one's, last to first, then dW and db of every layer.
    /// All gradients belong to the weights that made the prediction: nothing is changed before all are known.
    /// </summary>
    /// <inheritdoc cref="LossOf"/>
    public void Backward(double[] y)
    {
        ComputeOutputDelta(y);
        for (int l = _layers.Length - 2; l >= 0; l--)
        {
            _layers[l].ComputeDelta(_layers[l + 1]);
        }

        foreach (Layer layer in _layers)
        {
            layer.ComputeGradients();
        }
    }

    /// <summary>Gradient descent with the gradients of the last backward pass: W ← W − η·dW, b ← b − η·db.</summary>
    /// <param name="learningRate">η, above 0: how far to step.</param>
    public void Update(double learningRate)
    {
        foreach (Layer layer in _layers)
        {
            layer.Update(learningRate);
        }
    }

    /// <summary>δ of the output layer; the division makes it the gradient of the mean over the output units.</summary>
    internal void ComputeOutputDelta(double[] y)
    {
        Check(y);
        Layer output = Output;
        for (int k = 0; k < y.Length; k++)
        {
            output.Delta[k] = Mean(Losses.OutputDelta(Loss, output.Activation, y[k], output.Z[k], output.A[k]), y.Length);
        }
    }

    /// <summary>sum / count; a division takes as long as four multiplications, and most networks here have one output.</summary>
    private static double Mean(double sum, int count) => count == 1 ? sum : sum / count;

    private void Check(double[] y)
    {
        if (y.Length != Output.Units) throw new ArgumentException($"The network has {Output.Units} outputs; received {y.Length} targets.", nameof(y));
    }
}
