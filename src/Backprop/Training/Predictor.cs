using System.Collections.Concurrent;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Training;

/// <summary>A plan of a model's inference for one size of batch. It serves one thread at a time.</summary>
internal sealed class Predictor
{
    private readonly Placeholder[] _inputs;
    private readonly IReadOnlyList<Node> _outputs;
    private readonly Plan _plan;
    private readonly (Variable Variable, Tensor Value)[] _bound;
    private readonly FedPlaceholder?[] _fed;
    private readonly Tensor[] _values;

    public Predictor(Model model, IReadOnlyList<Tensor> data, int batch)
    {
        _inputs = [.. data.Select((tensor, i) => Placeholder.Of(data.Count == 1 ? "x" : $"x{i}", tensor.DType, tensor.Shape.With(0, batch)))];
        var context = new CallContext(false, model.Seed);
        _outputs = model.ApplyAll(_inputs, context);
        _plan = Plan.Of(_outputs, context.Updates);
        ChangesState = context.Updates.Count > 0;
        _fed = [.. _inputs.Select(_plan.Fed)];
        _values = [.. _outputs.Select(output => _plan[output])];
        _bound = [.. Graph.Order([.. _outputs, .. context.Updates.Select(update => update.Value)]).OfType<Variable>().Select(variable => (variable, variable.Value))];
    }

    /// <summary>Whether a run leaves states behind for the next: that of a stateful recurrent layer.</summary>
    public bool ChangesState { get; }

    /// <summary>Whether the plan takes this data as it is, some samples at a time, and the weights that it reads are still the model's.</summary>
    public bool Fits(IReadOnlyList<Tensor> data, int batch)
    {
        if (data.Count != _inputs.Length) return false;
        for (int i = 0; i < _inputs.Length; i++)
        {
            ReadOnlySpan<int> expected = _inputs[i].Shape.Lengths, given = data[i].Shape.Lengths;
            if (data[i].DType != _inputs[i].DType || given.Length != expected.Length || expected[0] != batch || !given[1..].SequenceEqual(expected[1..])) return false;
        }

        foreach ((Variable variable, Tensor value) in _bound)
        {
            if (!ReferenceEquals(variable.Value, value)) return false;
        }

        return true;
    }

    /// <summary>Room for the outputs of so many samples.</summary>
    public Tensor[] Results(int count)
    {
        var results = new Tensor[_outputs.Count];
        for (int i = 0; i < results.Length; i++) results[i] = new Tensor(_outputs[i].DType, _outputs[i].Shape.With(0, count));
        return results;
    }

    /// <summary>The times of the calls on the first samples; states are put back.</summary>
    public IReadOnlyList<CallTime> Profile(IReadOnlyList<Tensor> data, int runs)
    {
        for (int i = 0; i < _inputs.Length; i++) _plan.Feed(_inputs[i], data[i]);
        using var state = new TrainingStep.SavedState(_bound);
        return _plan.Profile(runs);
    }

    /// <summary>Computes the outputs for the samples from a place on, and writes them there in the results.</summary>
    public void Run(IReadOnlyList<Tensor> data, int start, Tensor[] results)
    {
        int batch = _inputs[0].Shape[0];
        for (int i = 0; i < _fed.Length; i++) _fed[i]?.Feed(data[i], start * (data[i].Size / Math.Max(1L, data[i].Shape[0])));
        _plan.Run();
        for (int i = 0; i < results.Length; i++) _values[i].CopyTo(_values[i].Size == results[i].Size ? results[i] : results[i][start..(start + batch)]);
    }
}

/// <summary>The predictors that no thread is using.</summary>
internal sealed class PredictorPool
{
    private const int Most = 16;
    private readonly ConcurrentQueue<Predictor> _free = new();

    /// <summary>A free predictor that fits, if there is one.</summary>
    public Predictor? TryTake(IReadOnlyList<Tensor> data, int batch)
    {
        for (int i = _free.Count; i > 0 && _free.TryDequeue(out Predictor? free); i--)
        {
            if (free.Fits(data, batch)) return free;
            if (_free.Count < Most) _free.Enqueue(free);
        }

        return null;
    }

    public void Return(Predictor predictor) => _free.Enqueue(predictor);

    public void Clear() => _free.Clear();
}
