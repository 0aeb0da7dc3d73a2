using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Training;

public abstract partial class Model
{
    /// <summary>Measures where the time of a training step goes: the step is run several times on the given samples as one batch, call by call.</summary>
    /// <param name="x">The inputs of one batch.</param>
    /// <param name="y">The targets.</param>
    /// <param name="runs">How often the step is run; the shortest time of each call is kept. Default 10.</param>
    /// <returns>The kernel calls of the step in order. Weights and all other state are afterwards what they were before.</returns>
    /// <exception cref="InvalidOperationException">The model is not compiled, or is being trained.</exception>
    public IReadOnlyList<CallTime> ProfileTraining(TensorSet x, TensorSet y, int runs = 10)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        using Trainer.Hold hold = Compiled.Take();
        TrainingData data = Compiled.Prepare(x, y, [], null);
        TrainingStep step = Compiled.Step(StepMode.Train, data.Count, data);
        new Batches(data, data.Count).Load(step, 0, data.Count);
        using TrainingStep.SavedState state = step.Save();
        return step.Plan.Profile(runs);
    }

    /// <summary>Measures where the time of a prediction goes, as <see cref="ProfileTraining"/> does for a step of training.</summary>
    /// <param name="x">The inputs of one batch.</param>
    /// <param name="runs">How often the prediction is run; the shortest time of each call is kept. Default 10.</param>
    public IReadOnlyList<CallTime> ProfilePrediction(TensorSet x, int runs = 10)
    {
        ArgumentNullException.ThrowIfNull(x);
        IReadOnlyList<Tensor> inputs = PrepareInputs(x);
        // A predictor of its own: its plan may write the states of stateful layers, which are put back.
        return new Predictor(this, inputs, inputs[0].Shape[0]).Profile(inputs, runs);
    }
}
