using Backprop.Explanations;
using Backprop.Explanations.Derivations;
using Backprop.Graphs;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Studio.Experiments;

/// <summary>
/// A training of an experiment that can be gone through in both directions: the state before every step is kept (of large networks before every few, and the steps in between are computed again),
/// so that a step always shows the same numbers. The rows are taken in their order, a batch a step.
/// </summary>
internal sealed class Recording
{
    private const long MostKept = 96_000_000;
    private const int MostExplained = 24;
    private const int MostSteps = 1_000_000;

    private readonly Lock _lock = new();
    private readonly Model _model;
    private readonly Variable[] _state;
    private readonly List<(int Step, Tensor[] Values)> _kept = [];
    private readonly List<double> _losses = [];
    private readonly Dictionary<int, ModelExplanation> _explained = [];
    private readonly Queue<int> _order = new();
    private int _every = 1;
    private int _at;

    public Recording(Experiment experiment)
    {
        Experiment = experiment;
        (_model, Data) = experiment.Build();
        Samples = Data.X[0].Shape[0];
        // The optimizer has its slots once a step is built.
        _ = _model.Explain(Batch(0).X, Batch(0).Y, Batch(0).SampleWeight);
        _state = [.. _model.Weights.Select(weight => weight.Variable).Concat(_model.Optimizer.Variables).Distinct()];
        Keep();
    }

    public Experiment Experiment { get; }

    public SampleData Data { get; }

    public int Samples { get; }

    /// <summary>How many steps there are in an epoch.</summary>
    public int StepsInEpoch => (Samples + Experiment.BatchSize - 1) / Experiment.BatchSize;

    /// <summary>How many steps are recorded.</summary>
    public int Steps
    {
        get
        {
            lock (_lock) return _losses.Count;
        }
    }

    /// <summary>The loss of every recorded step, before its update.</summary>
    public double[] Losses
    {
        get
        {
            lock (_lock) return [.. _losses];
        }
    }

    /// <summary>Why the recording ends where it does, if it cannot go on.</summary>
    public string? Failure { get; private set; }

    /// <summary>The samples of a step.</summary>
    public SampleData Batch(int step) => Experiment.Rows(Data, step % StepsInEpoch * Experiment.BatchSize, Experiment.BatchSize);

    /// <summary>Trains on, until as many steps are recorded, or it is time to stop.</summary>
    /// <param name="until">How many steps.</param>
    /// <param name="stop">Whoever asked does not wait any more.</param>
    public void Advance(int until, CancellationToken stop)
    {
        lock (_lock)
        {
            if (Failure is not null || _losses.Count >= Math.Min(until, MostSteps)) return;
            MoveTo(_losses.Count);
            while (_losses.Count < Math.Min(until, MostSteps) && !stop.IsCancellationRequested)
            {
                SampleData batch = Batch(_at);
                try
                {
                    _losses.Add(_model.TrainOnBatch(batch.X, batch.Y, batch.SampleWeight).Loss);
                }
                catch (NumericException error)
                {
                    Failure = $"Step {_at} stopped the training: {error.Message}";
                    break;
                }

                _at++;
                Keep();
            }
        }
    }

    /// <summary>Does something with the model as it is before a step.</summary>
    public T Before<T>(int step, Func<Model, T> work)
    {
        lock (_lock)
        {
            MoveTo(Math.Clamp(step, 0, _losses.Count));
            return work(_model);
        }
    }

    /// <summary>The loss of a step's samples with one number of a weight changed; the weight is put back.</summary>
    public double Moved(int step, string weight, int[] index, double by) => Before(step, model =>
    {
        Variable variable = model.TrainableWeights.First(one => one.Path == weight).Variable;
        Tensor kept = variable.Value.Clone();
        try
        {
            int element = 0;
            for (int axis = 0; axis < index.Length; axis++) element = (element * variable.Shape[axis]) + index[axis];
            double[] values = kept.ToArray<double>();
            values[element] += by;
            variable.Assign(Tensor.From(values, variable.Shape).Cast(variable.DType));
            SampleData batch = Batch(step);
            return model.Explain(batch.X, batch.Y, batch.SampleWeight).Loss;
        }
        finally
        {
            variable.Assign(kept);
        }
    });

    /// <summary>A step with every number.</summary>
    public ModelExplanation Explain(int step)
    {
        lock (_lock)
        {
            step = Math.Clamp(step, 0, _losses.Count);
            if (_explained.TryGetValue(step, out ModelExplanation? known)) return known;
            SampleData batch = Batch(step);
            ModelExplanation made = Before(step, model => model.Explain(batch.X, batch.Y, batch.SampleWeight));
            _explained[step] = made;
            _order.Enqueue(step);
            if (_order.Count > MostExplained) _explained.Remove(_order.Dequeue());
            return made;
        }
    }

    /// <summary>Keeps the state before the step that comes next; twice as seldom whenever it becomes too much.</summary>
    private void Keep()
    {
        if (_at % _every != 0 || (_kept.Count > 0 && _kept[^1].Step >= _at)) return;
        _kept.Add((_at, [.. _state.Select(variable => variable.Value.Clone())]));
        long numbers = _state.Sum(variable => (long)variable.Shape.Size) + 16;
        while (_kept.Count > 2 && _kept.Count * numbers * sizeof(double) > MostKept)
        {
            _every *= 2;
            _kept.RemoveAll(one => one.Step % _every != 0);
        }
    }

    private void MoveTo(int step)
    {
        if (_at == step) return;
        (int from, Tensor[] values) = _kept.Last(one => one.Step <= step);
        for (int i = 0; i < _state.Length; i++) _state[i].Assign(values[i]);
        // The random numbers of a step (dropout) follow its count.
        _model.TrainingStep = from;
        for (_at = from; _at < step; _at++)
        {
            SampleData batch = Batch(_at);
            _model.TrainOnBatch(batch.X, batch.Y, batch.SampleWeight);
        }
    }
}
