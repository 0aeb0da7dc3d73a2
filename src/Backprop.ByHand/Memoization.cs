namespace Backprop.ByHand;

/// <summary>
/// The same gradient computed twice: with every path from a weight to the loss multiplied out, and with δ shared, as backpropagation does.
/// Paths and multiplications are counted where they happen.
/// <para>
/// What is counted: a path starts at a weight (or bias), enters the unit it leads to, and goes on from unit to unit until an output unit.
/// ∂L/∂z of the output units is given to both ways. From there a multiplication is each hop (by the weight crossed), each derivative f′ of a unit
/// that is not linear (a linear unit's is 1 and is not multiplied), and for a weight the input it stands beside; a bias stands beside 1.
/// Additions are not counted. So in 2-2-1 with linear units a first-layer weight costs δ·W2·x, 2 multiplications, and its bias 1;
/// an output weight costs δ·a, 1, and its bias nothing: 4·2 + 2·1 + 2·1 = 12. With δ shared, W2 is multiplied into it once per hidden unit: 2 + 4 + 2 = 8.
/// </para>
/// </summary>
public static class Memoization
{
    /// <summary>Follows every path from every weight and bias to the loss, multiplying anew along each; the sum over its paths is a weight's gradient.</summary>
    /// <param name="network">Not trained by this; its layers are left with this sample's z, a and output δ.</param>
    /// <param name="x">One sample.</param>
    /// <param name="y">Its targets.</param>
    public static CountedGradient PathByPath(Network network, double[] x, double[] y)
    {
        network.Forward(x);
        network.ComputeOutputDelta(y);
        Walk walk = new(network);
        List<double> gradients = [];
        long kernelWeights = 0;
        long weightPaths = 0;
        long biasPaths = 0;
        for (int l = 0; l < network.Layers.Count; l++)
        {
            Layer layer = network.Layers[l];
            for (int i = 0; i < layer.Inputs; i++)
            {
                for (int j = 0; j < layer.Units; j++)
                {
                    kernelWeights++;
                    gradients.Add(walk.Follow(l, j, layer.Input[i], ref weightPaths));
                }
            }

            for (int j = 0; j < layer.Units; j++)
            {
                gradients.Add(walk.Follow(l, j, null, ref biasPaths));
            }
        }

        return new CountedGradient([.. gradients], kernelWeights, weightPaths, biasPaths, walk.Multiplications);
    }

    /// <summary>Backpropagation, counting: δ of each unit is computed once and used by every weight that leads to the unit.</summary>
    /// <param name="network">Not trained by this; its layers are left with this sample's z, a and output δ.</param>
    /// <param name="x">One sample.</param>
    /// <param name="y">Its targets.</param>
    public static CountedGradient Shared(Network network, double[] x, double[] y)
    {
        network.Forward(x);
        network.ComputeOutputDelta(y);
        long multiplications = 0;
        long kernelWeights = 0;
        List<double> gradients = [];
        double[] delta = [.. network.Output.Delta];
        for (int l = network.Layers.Count - 1; l >= 0; l--)
        {
            Layer layer = network.Layers[l];
            List<double> own = [];
            for (int i = 0; i < layer.Inputs; i++)
            {
                for (int j = 0; j < layer.Units; j++)
                {
                    kernelWeights++;
                    own.Add(delta[j] * layer.Input[i]);
                    multiplications++;
                }
            }

            own.AddRange(delta);
            gradients.InsertRange(0, own);

            // Nothing trainable lies before the first layer, so the table's columns need no δ.
            if (l > 0) delta = DeltaBefore(network.Layers[l - 1], layer, delta, ref multiplications);
        }

        return new CountedGradient([.. gradients], kernelWeights, 0, 0, multiplications);
    }

    private static double[] DeltaBefore(Layer layer, Layer next, double[] nextDelta, ref long multiplications)
    {
        double[] delta = new double[layer.Units];
        for (int j = 0; j < layer.Units; j++)
        {
            for (int k = 0; k < next.Units; k++)
            {
                delta[j] += nextDelta[k] * next.Weights[j, k];
                multiplications++;
            }

            if (layer.Activation == Activation.Linear) continue;
            delta[j] *= Activations.Derivative(layer.Activation, layer.Z[j], layer.A[j]);
            multiplications++;
        }

        return delta;
    }

    /// <summary>A walk over all paths that begin at one weight. The product grows along the path and is never shared between two.</summary>
    private sealed class Walk(Network network)
    {
        public long Multiplications { get; private set; }

        /// <summary>The sum over all paths from unit j of layer l to the loss, each times the weight's input (for a bias there is none).</summary>
        public double Follow(int l, int j, double? input, ref long paths)
        {
            List<(int Layer, int From, int To)> hops = [];
            return Extend(l, j, input, hops, ref paths);
        }

        private double Extend(int l, int j, double? input, List<(int Layer, int From, int To)> hops, ref long paths)
        {
            if (l == network.Layers.Count - 1)
            {
                paths++;
                return MultiplyOut(j, input, hops);
            }

            double sum = 0;
            for (int k = 0; k < network.Layers[l + 1].Units; k++)
            {
                hops.Add((l, j, k));
                sum += Extend(l + 1, k, input, hops, ref paths);
                hops.RemoveAt(hops.Count - 1);
            }

            return sum;
        }

        /// <summary>One whole path, from the loss back to the weight: δ of the output unit, then W and f′ of each hop, then the input.</summary>
        private double MultiplyOut(int output, double? input, List<(int Layer, int From, int To)> hops)
        {
            double product = network.Output.Delta[output];
            for (int hop = hops.Count - 1; hop >= 0; hop--)
            {
                (int l, int from, int to) = hops[hop];
                product = Times(product, network.Layers[l + 1].Weights[from, to]);
                Layer layer = network.Layers[l];
                if (layer.Activation != Activation.Linear) product = Times(product, Activations.Derivative(layer.Activation, layer.Z[from], layer.A[from]));
            }

            return input is double value ? Times(product, value) : product;
        }

        private double Times(double p, double q)
        {
            Multiplications++;
            return p * q;
        }
    }
}
