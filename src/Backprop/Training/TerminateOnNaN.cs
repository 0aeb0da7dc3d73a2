namespace Backprop.Training;

/// <summary>
/// Ends the training when the loss is NaN or infinite, as if it were over: Fit returns its history, in which the loss of the epoch is NaN, instead of throwing. Unlike in Keras the
/// weights are those before the bad step, because such a step is never taken. Source: keras/src/callbacks/terminate_on_nan.py.
/// </summary>
public sealed class TerminateOnNaN : Callback
{
    /// <summary>What happened, and the first node that made it; null when nothing did.</summary>
    public NumericException? Failure { get; private set; }

    /// <inheritdoc/>
    public override void OnTrainBegin() => Failure = null;

    /// <inheritdoc/>
    public override bool OnNumericFailure(int batch, NumericException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        Failure = failure;
        Warning.Write($"Training ends at batch {batch + 1}. {failure.Message}");
        return true;
    }
}
