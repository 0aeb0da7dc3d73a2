namespace Backprop.ByHand;

/// <content>The loop over samples and epochs.</content>
public sealed partial class Network
{
    /// <summary>
    /// Trains one sample at a time, in the order of the rows, without shuffling.
    /// </summary>
    /// <param name="x">The samples: one row of inputs each.</param>
    /// <param name="y">The targets: one row for each sample, one number for each output unit.</param>
    /// <param name="epochs">How often the whole table is visited.</param>
    /// <param name="rule">What is done after each prediction: <see cref="GradientDescent"/>, <see cref="Adam"/> or <see cref="PublishedUpdate"/>.</param>
    /// <param name="observer">Called after each epoch with its record, for example to print it.</param>
    /// <returns>One record for each epoch.</returns>
    /// <exception cref="ArgumentException">There are no samples, not one target for each, or a row has the wrong length.</exception>
    public IReadOnlyList<EpochRecord> Train(double[][] x, double[][] y, int epochs, UpdateRule rule, Action<EpochRecord>? observer = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        List<EpochRecord> records = new(epochs);
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            double loss = TrainEpoch(x, y, rule);
            EpochRecord record = EpochRecord.Of(epoch, loss, this);
            records.Add(record);
            observer?.Invoke(record);
        }

        return records;
    }

    /// <summary>Trains a network with one output unit on a column of targets.</summary>
    /// <inheritdoc cref="Train(double[][], double[][], int, UpdateRule, Action{EpochRecord}?)"/>
    public IReadOnlyList<EpochRecord> Train(double[][] x, double[] y, int epochs, UpdateRule rule, Action<EpochRecord>? observer = null)
    {
        double[][] rows = new double[y.Length][];
        for (int sample = 0; sample < y.Length; sample++)
        {
            rows[sample] = [y[sample]];
        }

        return Train(x, rows, epochs, rule, observer);
    }

    /// <summary>
    /// Visits every sample once: predict, note the loss, update. Allocates nothing.
    /// </summary>
    /// <returns>
    /// The mean over the samples of the loss of the prediction made <em>before</em> that sample's update:
    /// so it is a loss of the weights as they were on the way, not of those at the end of the epoch.
    /// </returns>
    /// <inheritdoc cref="Train(double[][], double[][], int, UpdateRule, Action{EpochRecord}?)"/>
    public double TrainEpoch(double[][] x, double[][] y, UpdateRule rule)
    {
        if (x.Length == 0) throw new ArgumentException("There are no samples to train on.", nameof(x));
        if (x.Length != y.Length) throw new ArgumentException($"{x.Length} samples need as many targets; received {y.Length}.", nameof(y));
        double sum = 0;
        for (int sample = 0; sample < x.Length; sample++)
        {
            Forward(x[sample]);
            sum += LossOf(y[sample]);
            rule.Apply(this, y[sample]);
        }

        return sum / x.Length;
    }
}
