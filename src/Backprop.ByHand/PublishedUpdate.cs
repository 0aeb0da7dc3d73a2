namespace Backprop.ByHand;

/// <summary>
/// The hand-written update of the published 2-2-1 notebooks, with its three mistakes (<see cref="PublishedDefects"/>), in their order of operations.
/// The loss falls all the same, so a falling loss is no proof of a right gradient.
/// What gives the mistakes away without any other program: two hidden units that start equal must stay equal, and here they part.
/// </summary>
/// <param name="learningRate">η: 0.001 in the regression, 0.0001 in the classification.</param>
/// <param name="defects">Which mistakes to make; all, as published, unless told otherwise.</param>
public sealed class PublishedUpdate(double learningRate, PublishedDefects defects = PublishedDefects.All) : UpdateRule
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// The network is not 2-2-1 (the update names its nine weights one by one), or its output is neither linear with squared error nor a sigmoid with cross-entropy.
    /// </exception>
    public override void Apply(Network network, double[] y)
    {
        if (network.Layers.Count != 2 || network.Inputs != 2 || network.Layers[0].Units != 2 || network.Output.Units != 1)
        {
            throw new ArgumentException("The published update is written for two inputs, two hidden units and one output (2-2-1).", nameof(network));
        }

        Activation output = network.Loss == Loss.SquaredError ? Activation.Linear : Activation.Sigmoid;
        if (network.Output.Activation != output)
        {
            throw new ArgumentException($"The published update for {network.Loss} has a {output} output; this network's is {network.Output.Activation}.", nameof(network));
        }

        Layer hidden = network.Layers[0];
        double[] x = hidden.Input;
        double[] a = hidden.A;
        double[,] w1 = hidden.Weights;
        double[] b1 = hidden.Biases;
        double[,] w2 = network.Output.Weights;
        double[] b2 = network.Output.Biases;

        // The notebooks add η·2·(y − ŷ)·… for linear units with squared error, and η·(y − ŷ)·… for sigmoids with cross-entropy:
        // −η·δ in both, since δ = 2(ŷ − y) and ŷ − y.
        double error = y[0] - network.Output.A[0];
        double step = network.Loss == Loss.SquaredError ? learningRate * 2 * error : learningRate * error;

        double before0 = w2[0, 0];
        double before1 = w2[1, 0];
        w2[0, 0] += step * a[0];
        w2[1, 0] += step * a[1];
        b2[0] = (defects.HasFlag(PublishedDefects.BiasTakenFromWeight) ? w2[1, 0] : b2[0]) + step;

        // −η·δ of the two hidden units: through W2 and the unit's activation. W2 has just moved, which the published lines forget.
        bool updated = defects.HasFlag(PublishedDefects.UpdatedWeightInChain);
        double step0 = step * (updated ? w2[0, 0] : before0) * Activations.Derivative(hidden.Activation, hidden.Z[0], a[0]);
        double step1 = step * (updated ? w2[1, 0] : before1) * Activations.Derivative(hidden.Activation, hidden.Z[1], a[1]);

        // W1[i, j] leads from input i to hidden unit j: its step is step_j · xᵢ.
        bool transposed = defects.HasFlag(PublishedDefects.TransposedFirstLayer);
        w1[0, 0] += step0 * x[0];
        w1[0, 1] += transposed ? step0 * x[1] : step1 * x[0];
        w1[1, 0] += transposed ? step1 * x[0] : step0 * x[1];
        w1[1, 1] += step1 * x[1];
        b1[0] += step0;
        b1[1] += step1;
    }
}
