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

    public Predictor(Model model, IReadOnlyList<Tensor> data, int batch)
    {
        _inputs = [.. data.Select((tensor, i) => Placeholder.Of(data.Count == 1 ? "x" : $"x{i}", tensor.DType, tensor.Shape.With(0, batch)))];
        var context = new CallContext(false, model.Seed);
        _outputs = model.ApplyAll(_inputs, context);
        _plan = Plan.Of(_outputs, context.Updates);
        ChangesState = context.Updates.Count > 0;
        _bound = [.. Graph.Order([.. _outputs, .. context.Updates.Select(update => update.Value)]).OfType<Variable>().Select(variable => (variable, variable.Value))];
    }

    /// <summary>Whether a run leaves states behind for the next: that of a stateful recurrent layer.</summary>
    public bool ChangesState { get; }

    public IReadOnlyList<TensorType> OutputTypes => [.. _outputs.Select(output => output.Type)];

    public bool Fits(IReadOnlyList<Tensor> data, int batch)
    {
        for (int i = 0; i < _inputs.Length; i++)
        {
            if (_inputs[i].Type != new TensorType(data[i].DType, data[i].Shape.With(0, batch))) return false;
        }

        return _bound.All(bound => ReferenceEquals(bound.Variable.Value, bound.Value));
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
        for (int i = 0; i < _inputs.Length; i++) _plan.Feed(_inputs[i], data[i], start * (data[i].Size / Math.Max(1L, data[i].Shape[0])));
        _plan.Run();
        for (int i = 0; i < results.Length; i++) _plan[_outputs[i]].CopyTo(results[i][start..(start + batch)]);
    }
}

/// <summary>The predictors that no thread is using.</summary>
internal sealed class PredictorPool
{
    private const int Most = 16;
    private readonly ConcurrentQueue<Predictor> _free = new();

    /// <summary>A free predictor that fits, or a new one.</summary>
    public Predictor Take(Model model, IReadOnlyList<Tensor> data, int batch)
    {
        for (int i = _free.Count; i > 0 && _free.TryDequeue(out Predictor? free); i--)
        {
            if (free.Fits(data, batch)) return free;
            if (_free.Count < Most) _free.Enqueue(free);
        }

        return new Predictor(model, data, batch);
    }

    public void Return(Predictor predictor) => _free.Enqueue(predictor);

    public void Clear() => _free.Clear();
}
