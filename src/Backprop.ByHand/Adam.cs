namespace Backprop.ByHand;

/// <summary>
/// Adam (Kingma and Ba, 2015) by hand, in Keras' form. Each weight has a running mean m of its gradients and v of their squares:
/// <code>
/// m ← m + (1 − β₁)(g − m)
/// v ← v + (1 − β₂)(g² − v)
/// w ← w − α·m / (√v + ε)      with α = η·√(1 − β₂ᵗ) / (1 − β₁ᵗ)
/// </code>
/// m and v start at 0 and are too small at first; α undoes that. ε stands beside the uncorrected √v, as in Keras
/// (the paper's "epsilon hat"; other libraries add it to the corrected one, and take 10⁻⁸).
/// An object belongs to one network: it holds that network's m, v and t.
/// </summary>
/// <param name="learningRate">η, by default 0.001: about how far a weight goes in one step.</param>
/// <param name="beta1">β₁, by default 0.9: how much of m stays at each step.</param>
/// <param name="beta2">β₂, by default 0.999: how much of v stays at each step.</param>
/// <param name="epsilon">ε, by default 10⁻⁷: keeps the quotient finite when v is 0.</param>
public sealed class Adam(double learningRate = 0.001, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7) : UpdateRule
{
    private Network? _network;
    private double[][,] _weightMeans = [];
    private double[][,] _weightSquares = [];
    private double[][] _biasMeans = [];
    private double[][] _biasSquares = [];
    private int _step;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The object has already stepped another network.</exception>
    public override void Apply(Network network, double[] y)
    {
        if (_network != network) Start(network);
        network.Backward(y);

        _step++;
        double alpha = learningRate * Math.Sqrt(1 - Math.Pow(beta2, _step)) / (1 - Math.Pow(beta1, _step));
        for (int l = 0; l < network.Layers.Count; l++)
        {
            Layer layer = network.Layers[l];
            for (int i = 0; i < layer.Inputs; i++)
            {
                for (int j = 0; j < layer.Units; j++)
                {
                    Step(ref layer.Weights[i, j], layer.WeightGradients[i, j], ref _weightMeans[l][i, j], ref _weightSquares[l][i, j], alpha);
                }
            }

            for (int j = 0; j < layer.Units; j++)
            {
                Step(ref layer.Biases[j], layer.BiasGradients[j], ref _biasMeans[l][j], ref _biasSquares[l][j], alpha);
            }
        }
    }

    /// <summary>One weight w with gradient g, its m and v.</summary>
    private void Step(ref double w, double g, ref double m, ref double v, double alpha)
    {
        m += (g - m) * (1 - beta1);
        v += (g * g - v) * (1 - beta2);
        w -= alpha * m / (Math.Sqrt(v) + epsilon);
    }

    private void Start(Network network)
    {
        if (_network is not null) throw new InvalidOperationException("This Adam holds the running means of another network; give each network its own.");
        _network = network;
        int layers = network.Layers.Count;
        (_weightMeans, _weightSquares, _biasMeans, _biasSquares) = (new double[layers][,], new double[layers][,], new double[layers][], new double[layers][]);
        for (int l = 0; l < layers; l++)
        {
            Layer layer = network.Layers[l];
            _weightMeans[l] = new double[layer.Inputs, layer.Units];
            _weightSquares[l] = new double[layer.Inputs, layer.Units];
            _biasMeans[l] = new double[layer.Units];
            _biasSquares[l] = new double[layer.Units];
        }
    }
}
