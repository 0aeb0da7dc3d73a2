using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Metrics;
using Backprop.Operations;
using Backprop.Optimizers;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Training;

/// <summary>Writes the graph of a step: the layers, the losses, and in training the gradients and what the optimizer makes of them.</summary>
internal sealed class StepBuilder(Model model, Compilation compilation, Variable step)
{
    /// <summary>The step for batches of a size.</summary>
    public TrainingStep Build(StepMode mode, int batch, TrainingData data)
    {
        StepExpression written = Write(mode, batch, data);
        var updates = new List<Update>(written.Updates);
        Variable[] read = [.. Graph.Order([.. written.Watched, .. written.Guards, .. updates.Select(update => update.Value)]).OfType<Variable>()];
        if (mode != StepMode.Test && read.Contains(step)) updates.Add(new Update(step, step + 1));
        Plan plan = Plan.Of(written.Watched, updates, written.Guards, mode == StepMode.Test ? null : compilation.MemoryBudget);
        IEnumerable<Variable> variables = read.Concat(updates.Select(update => update.Variable)).Distinct();
        return new TrainingStep(mode, plan, written.Placeholders, written.Loss, [.. written.Watched.Skip(1)], written.Names, variables);
    }

    /// <summary>The expressions of the step: what is run, and what is explained.</summary>
    public StepExpression Write(StepMode mode, int batch, TrainingData data)
    {
        var context = new CallContext(mode != StepMode.Test, model.Seed, step);
        Placeholder[] x = Placeholders("x", data.X, batch), y = Placeholders("y", data.Y, batch), weights = Placeholders("sample_weight", data.Weights, batch);
        IReadOnlyList<Node> outputs = model.ApplyAll(x, context);
        IReadOnlyList<(int Output, Node Loss)> outputLosses = OutputLosses(outputs, y, weights, context);
        Node loss = TotalLoss(outputLosses, context);
        var updates = new List<Update>(context.Updates);
        GradientRecord? record = null;
        IReadOnlyList<Node> guards = [];
        if (mode != StepMode.Test)
        {
            record = Gradient.Record(compilation.Optimizer.ScaleLoss(loss), [.. model.TrainableWeights.Select(weight => weight.Variable)]);
            IReadOnlyList<Parameter> parameters = Parameters(record);
            if (parameters.Count > 0) updates.AddRange(mode == StepMode.Accumulate ? compilation.Optimizer.Accumulate(parameters) : compilation.Optimizer.Apply(parameters));
            guards = [loss, .. parameters.Select(parameter => parameter.Gradient)];
        }

        AddMetrics(updates, outputs, y, weights, context);
        return new StepExpression(loss, [loss, .. outputLosses.Count > 1 ? outputLosses.Select(entry => entry.Loss) : []], updates, guards, [.. x, .. y, .. weights], context.Names, record);
    }

    private static Placeholder[] Placeholders(string name, IReadOnlyList<Tensor> tensors, int batch)
    {
        var placeholders = new Placeholder[tensors.Count];
        for (int i = 0; i < placeholders.Length; i++) placeholders[i] = Placeholder.Of(tensors.Count == 1 ? name : $"{name}{i}", tensors[i].DType, tensors[i].Shape.With(0, batch));
        return placeholders;
    }

    private List<(int Output, Node Loss)> OutputLosses(IReadOnlyList<Node> outputs, Placeholder[] y, Placeholder[] weights, CallContext context)
    {
        var losses = new List<(int Output, Node Loss)>();
        for (int i = 0; i < outputs.Count && compilation.Losses.Count > 0; i++)
        {
            if (compilation.LossOf(i) is not { } function) continue;
            Node loss = function.Compute(y[i], outputs[i], weights.Length == 0 ? null : weights[i], context.MaskOf(outputs[i]));
            if (loss.Shape.Rank != 0) throw new ArgumentException($"The loss {function.Name} gives {loss.Type}; training needs a single number. Use another reduction than None.");
            losses.Add((i, loss));
        }

        return losses;
    }

    /// <summary>The weighted losses of the outputs, then what layers added, then the penalties on weights.</summary>
    private Node TotalLoss(IReadOnlyList<(int Output, Node Loss)> outputLosses, CallContext context)
    {
        var terms = new List<Node>();
        foreach ((int output, Node loss) in outputLosses) terms.Add(compilation.WeightOf(output) == 1 ? loss : loss * compilation.WeightOf(output));
        terms.AddRange(model.Losses(context));
        if (terms.Count == 0) throw new InvalidOperationException($"The model {model.Name} has no loss: give one to Compile.");
        Node total = terms[0];
        for (int i = 1; i < terms.Count; i++) total += Functions.Cast(terms[i], total.DType);
        return total;
    }

    private List<Parameter> Parameters(GradientRecord record)
    {
        var parameters = new List<Parameter>();
        foreach (Weight weight in model.TrainableWeights)
        {
            // As in Keras, a weight on which the loss does not depend is left alone: no decay, no constraint.
            if (record.Adjoint(weight.Variable) is { } gradient) parameters.Add(new Parameter(weight.Variable, gradient, weight.Constraint));
        }

        return parameters;
    }

    private void AddMetrics(List<Update> updates, IReadOnlyList<Node> outputs, Placeholder[] y, Placeholder[] weights, CallContext context)
    {
        if (y.Length == 0) return;
        compilation.Watched ??= WatchedMetrics.Resolve(model, compilation, outputs, y);
        foreach (WatchedMetric watched in compilation.Watched)
        {
            Node? weight = watched.IsWeighted && weights.Length > 0 ? weights[watched.Output] : null;
            // As in Keras, a mask counts in the metrics that are means of a value per sample.
            if (watched.Metric is MeanMetric && context.MaskOf(outputs[watched.Output]) is { } mask) weight = Losses.Alignment.Masked(weight, mask, outputs[watched.Output].DType, false);
            updates.AddRange(watched.Metric.Update(y[watched.Output], outputs[watched.Output], weight));
        }
    }
}
