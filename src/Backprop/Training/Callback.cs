namespace Backprop.Training;

/// <summary>
/// What is done along the way of a training: derive and override what is of interest. The numbers in the logs are those of the epoch so far.
/// Ending a training: set <see cref="Model.StopTraining"/>.
/// </summary>
public abstract class Callback
{
    private Model? _model;

    /// <summary>The model that is trained.</summary>
    /// <exception cref="InvalidOperationException">No training has begun.</exception>
    public Model Model
    {
        get => _model ?? throw new InvalidOperationException("A callback has a model only while it is trained.");
        internal set => _model = value;
    }

    /// <summary>Epochs and batches of the training.</summary>
    public TrainingPlan Training { get; internal set; } = new(0, 0);

    /// <summary>Whether <see cref="OnBatchBegin"/> and <see cref="OnBatchEnd"/> are called: they cost time in every step. Default false.</summary>
    public virtual bool WatchesBatches => false;

    /// <summary>Before the first epoch.</summary>
    public virtual void OnTrainBegin()
    {
    }

    /// <summary>After the last epoch, also when training was stopped early.</summary>
    /// <param name="logs">The numbers of the last epoch; null when there was none.</param>
    public virtual void OnTrainEnd(Logs? logs)
    {
    }

    /// <summary>Before a validation, or an evaluation.</summary>
    public virtual void OnTestBegin()
    {
    }

    /// <summary>After a validation, or an evaluation.</summary>
    /// <param name="logs">Its numbers.</param>
    public virtual void OnTestEnd(Logs logs)
    {
    }

    /// <summary>When a step made NaN or infinity; the weights are those before it.</summary>
    /// <param name="batch">The step, counted from 0.</param>
    /// <param name="failure">What happened, and where.</param>
    /// <returns>Whether the training ends here as if it were over; otherwise it ends with the exception. Default the exception.</returns>
    public virtual bool OnNumericFailure(int batch, NumericException failure) => false;

    /// <summary>Before an epoch.</summary>
    /// <param name="epoch">Counted from 0.</param>
    public virtual void OnEpochBegin(int epoch)
    {
    }

    /// <summary>After an epoch and its validation.</summary>
    /// <param name="epoch">Counted from 0.</param>
    /// <param name="logs">The numbers of the epoch.</param>
    public virtual void OnEpochEnd(int epoch, Logs logs)
    {
    }

    /// <summary>Before a step.</summary>
    /// <param name="batch">Counted from 0.</param>
    public virtual void OnBatchBegin(int batch)
    {
    }

    /// <summary>After a step.</summary>
    /// <param name="batch">Counted from 0.</param>
    /// <param name="logs">The numbers of the epoch so far.</param>
    public virtual void OnBatchEnd(int batch, Logs logs)
    {
    }
}

/// <summary>How long a training will be.</summary>
/// <param name="Epochs">The number of the last epoch, counted from 1.</param>
/// <param name="Batches">The number of steps in an epoch; 0 in the first epoch on a stream whose length is not known yet.</param>
public sealed record TrainingPlan(int Epochs, int Batches);

/// <summary>How far a training is, for whoever watches it.</summary>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Epochs">The number of the last epoch.</param>
/// <param name="Batch">The steps done in the epoch.</param>
/// <param name="Batches">The steps of an epoch; 0 while it is not known.</param>
/// <param name="Logs">The numbers of the epoch so far; with the validation when the epoch is over.</param>
public sealed record TrainingProgress(int Epoch, int Epochs, int Batch, int Batches, Logs Logs);
