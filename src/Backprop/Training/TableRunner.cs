using Backprop.Initializers;
using Backprop.Kernels;

namespace Backprop.Training;

/// <summary>Runs the batches of a table, which is in memory: their sizes are known, so their steps are planned beforehand.</summary>
internal sealed class TableRunner : EpochRunner
{
    private readonly Batches _batches;
    private readonly TrainingStep _full;
    private readonly TrainingStep _last;
    private readonly TrainingStep? _fullAccumulating;
    private readonly TrainingStep? _lastAccumulating;
    private readonly long? _shuffleSeed;

    /// <summary>Plans the steps.</summary>
    /// <param name="model">The model.</param>
    /// <param name="trainer">Its steps.</param>
    /// <param name="mode">What is done.</param>
    /// <param name="data">The table.</param>
    /// <param name="batchSize">The samples of a batch.</param>
    /// <param name="shuffleSeed">From what the order of the samples in each epoch follows; null leaves them in theirs.</param>
    public TableRunner(Model model, Trainer trainer, StepMode mode, TrainingData data, int batchSize, long? shuffleSeed = null)
        : base(model, trainer, mode)
    {
        _shuffleSeed = shuffleSeed;
        _batches = new Batches(data, batchSize);
        _full = trainer.Step(mode, _batches.BatchSize, data);
        _last = _batches.LastSize == _batches.BatchSize ? _full : trainer.Step(mode, _batches.LastSize, data);
        if (mode == StepMode.Train && Optimizer.GradientAccumulationSteps is not null)
        {
            _fullAccumulating = trainer.Step(StepMode.Accumulate, _batches.BatchSize, data);
            _lastAccumulating = _batches.LastSize == _batches.BatchSize ? _fullAccumulating : trainer.Step(StepMode.Accumulate, _batches.LastSize, data);
        }

        Expect(_full);
    }

    /// <inheritdoc/>
    public override int? BatchCount => _batches.BatchCount;

    /// <inheritdoc/>
    public override void Begin(int epoch)
    {
        base.Begin(epoch);
        if (_shuffleSeed is { } seed) _batches.SetOrder(Permutation(seed, epoch));
    }

    /// <inheritdoc/>
    public override bool Has(int batch, int epoch) => batch < _batches.BatchCount;

    /// <inheritdoc/>
    public override void Run(int batch, int epoch)
    {
        int start = batch * _batches.BatchSize;
        int size = Math.Min(_batches.BatchSize, _batches.Count - start);
        bool isFull = size == _batches.BatchSize;
        TrainingStep step = isFull ? _full : _last;
        if (_fullAccumulating is not null && Optimizer.NextStepAccumulates) step = isFull ? _fullAccumulating : _lastAccumulating!;
        Run(step, _batches, start, size, batch, epoch);
    }

    /// <summary>The order of the samples in an epoch: a function of seed and epoch, so that a training continued later goes on as if it had not stopped.</summary>
    private int[] Permutation(long seed, int epoch)
    {
        var order = new int[_batches.Count];
        RandomNumbers.Permutation(new RandomKey(unchecked((ulong)seed), (uint)RandomPurpose.Shuffle, 0, 0, (ulong)epoch), order);
        return order;
    }
}
