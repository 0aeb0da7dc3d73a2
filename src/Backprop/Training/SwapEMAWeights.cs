using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Optimizers;
using Backprop.Tensors;

namespace Backprop.Training;

/// <summary>
/// Puts the running averages of the weights in their place while the model is validated or evaluated, and the weights back afterwards. The optimizer must keep averages:
/// <c>new Sgd(0.1) { UseEma = true }</c>. Source: keras/src/callbacks/swap_ema_weights.py.
/// </summary>
/// <param name="swapOnEpoch">Whether the averages stay in place from the end of each epoch to the beginning of the next, for callbacks that come later, such as <see cref="ModelCheckpoint"/>. Default false.</param>
public sealed class SwapEMAWeights(bool swapOnEpoch = false) : Callback
{
    private bool _isSwapped;

    /// <inheritdoc/>
    public override void OnTrainBegin() => _isSwapped = false;

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch)
    {
        if (swapOnEpoch && _isSwapped) Swap();
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Logs logs)
    {
        if (!swapOnEpoch || _isSwapped) return;
        Swap();
        // At the end of a training the averages take the place of the weights, where they are already.
        if (epoch + 1 < Training.Epochs && !Model.StopTraining) return;
        IReadOnlyList<Weight> weights = Model.TrainableWeights;
        for (int i = 0; i < weights.Count; i++) Model.Optimizer.Average(i).Assign(weights[i].Variable.Value);
        _isSwapped = false;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The optimizer keeps no averages.</exception>
    public override void OnTestBegin()
    {
        if (!_isSwapped) Swap();
    }

    /// <inheritdoc/>
    public override void OnTestEnd(Logs logs)
    {
        if (_isSwapped) Swap();
    }

    private void Swap()
    {
        Optimizer optimizer = Model.Optimizer;
        IReadOnlyList<Weight> weights = Model.TrainableWeights;
        for (int i = 0; i < weights.Count; i++)
        {
            Variable weight = weights[i].Variable, average = optimizer.Average(i);
            var kept = new Tensor(weight.DType, weight.Shape);
            weight.Value.CopyTo(kept);
            weight.Assign(average.Value);
            average.Assign(kept);
        }

        _isSwapped = !_isSwapped;
    }
}
