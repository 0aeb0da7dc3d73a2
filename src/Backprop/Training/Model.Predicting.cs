using Backprop.Tensors;

namespace Backprop.Training;

public abstract partial class Model
{
    private readonly PredictorPool _predictors = new();
    private readonly Lock _preparing = new();

    /// <summary>The outputs for some inputs, with layers in inference mode. May be called from several threads at once.</summary>
    /// <param name="x">The inputs, one row per sample.</param>
    /// <param name="batchSize">How many samples are computed at a time. Default 32.</param>
    /// <param name="cancellationToken">Ends the computation.</param>
    /// <returns>One row per sample.</returns>
    /// <exception cref="ArgumentException">The inputs do not fit the model.</exception>
    /// <exception cref="InvalidOperationException">The model has several outputs: use <see cref="PredictAll"/>.</exception>
    public Tensor Predict(TensorSet x, int batchSize = 32, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<Tensor> outputs = PredictAll(x, batchSize, cancellationToken);
        return outputs.Count == 1 ? outputs[0] : throw new InvalidOperationException($"The model {Name} has {outputs.Count} outputs; use PredictAll.");
    }

    /// <summary>All outputs of a model for some inputs.</summary>
    /// <inheritdoc cref="Predict(TensorSet, int, CancellationToken)"/>
    public IReadOnlyList<Tensor> PredictAll(TensorSet x, int batchSize = 32, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(x);
        FitChecks.Counts(batchSize, 1, 0, 1, null);
        DataChecks.SameCount(x, [], []);
        int count = x[0].Shape[0];
        // A predictor that takes the data as it is was made for the model as it is: nothing is left to prepare.
        Predictor? predictor = _predictors.TryTake(x, Math.Min(batchSize, count));
        IReadOnlyList<Tensor> inputs = x;
        if (predictor is null) lock (_preparing) inputs = PrepareInputs(x);
        else for (int i = 0; i < x.Count; i++) CheckFinite(x, i);
        Tensor[]? results = null;
        for (int start = 0; start < count; start += batchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TrainingScope.Current?.Cancellation.ThrowIfCancellationRequested();
            int batch = Math.Min(batchSize, count - start);
            predictor ??= _predictors.TryTake(inputs, batch) ?? new Predictor(this, inputs, batch);
            results ??= predictor.Results(count);
            if (predictor.ChangesState)
            {
                lock (_preparing) predictor.Run(inputs, start, results);
            }
            else
            {
                predictor.Run(inputs, start, results);
            }

            _predictors.Return(predictor);
            predictor = null;
        }

        return results!;
    }
}
