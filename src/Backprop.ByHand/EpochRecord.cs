namespace Backprop.ByHand;

/// <summary>What one epoch left behind: its loss, and copies of all weights and biases after it.</summary>
/// <param name="Epoch">1 for the first.</param>
/// <param name="Loss">The mean over the samples of the loss, each computed before that sample's update.</param>
/// <param name="Weights">W of each layer, shape (inputs, units).</param>
/// <param name="Biases">b of each layer, one per unit.</param>
public sealed record EpochRecord(int Epoch, double Loss, IReadOnlyList<double[,]> Weights, IReadOnlyList<double[]> Biases)
{
    /// <summary>All weights and biases in Keras' order: W (row by row) and b of the first layer, then of the next.</summary>
    public double[] Flatten()
    {
        List<double> all = [];
        for (int l = 0; l < Weights.Count; l++)
        {
            foreach (double weight in Weights[l])
            {
                all.Add(weight);
            }

            all.AddRange(Biases[l]);
        }

        return [.. all];
    }

    internal static EpochRecord Of(int epoch, double loss, Network network)
    {
        double[][,] weights = new double[network.Layers.Count][,];
        double[][] biases = new double[network.Layers.Count][];
        for (int l = 0; l < weights.Length; l++)
        {
            weights[l] = (double[,])network.Layers[l].Weights.Clone();
            biases[l] = (double[])network.Layers[l].Biases.Clone();
        }

        return new EpochRecord(epoch, loss, weights, biases);
    }
}
