using Backprop.Constraints;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using static Backprop.Operations.Functions;

namespace Backprop.Optimizers;

/// <content>The steps.</content>
public abstract partial class Optimizer
{
    private readonly Dictionary<Variable, Constraint> _constraints = new(ReferenceEqualityComparer.Instance);

    /// <summary>
    /// Whether the next step only adds up gradients: it is then to be the one that <see cref="Accumulate"/> describes, otherwise that of <see cref="Apply"/>.
    /// Never, unless <see cref="GradientAccumulationSteps"/> is given.
    /// </summary>
    public virtual bool NextStepAccumulates => GradientAccumulationSteps is { } steps && ((long)Iterations.Value.At(0) + 1) % steps != 0;

    /// <summary>The loss that gradients are taken of: the loss itself, unless <see cref="LossScaleFactor"/> is given.</summary>
    public virtual Node ScaleLoss(Node loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return LossScaleFactor is { } factor ? loss * factor : loss;
    }

    /// <summary>The updates of a step that changes the weights: of these, the slots, the averages and the step counter.</summary>
    /// <param name="parameters">The weights and their gradients.</param>
    /// <exception cref="InvalidOperationException">The optimizer was built for other weights.</exception>
    public virtual IReadOnlyList<Update> Apply(IReadOnlyList<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (!_isBuilt) Build([.. parameters.Select(parameter => parameter.Variable)]);
        var updates = new List<Update>();
        var values = new Dictionary<Variable, Node>(ReferenceEqualityComparer.Instance);
        var totals = new Dictionary<Variable, Node>(ReferenceEqualityComparer.Instance);
        IReadOnlyList<Node> gradients = Clipped([.. parameters.Select(Gradient)]);
        for (int i = 0; i < parameters.Count; i++)
        {
            Variable variable = parameters[i].Variable;
            int index = IndexOf(variable);
            Node rate = _schedule is null ? Cast(_rate, variable.DType) : _schedule.At(Cast(Iterations, variable.DType));
            // Keras on TensorFlow rounds the decay to float32, in float64 models too.
            Node w = Decays(variable) && DecayOf(variable) is { } decay and not 0 ? variable - variable * (rate * (float)decay) : variable;
            Node t = Cast(Iterations + 1, variable.DType);
            if (GradientAccumulationSteps is { } steps) t /= steps;
            var step = new Step(variable, w, gradients[i], rate, t, _slots[index], _totals);
            values[variable] = Update(step);
            updates.AddRange(step.Updates);
            foreach (Update total in step.TotalUpdates) totals[total.Variable] = total.Value;
            if (GradientAccumulationSteps is not null) updates.Add(new Update(_accumulators[index], Cast(BroadcastTo(Like(variable, 0), variable.Shape), variable.DType)));
        }

        updates.AddRange(totals.Select(total => new Update(total.Key, total.Value)));
        updates.InsertRange(0, Finish(parameters, values));
        return updates;
    }

    /// <summary>The updates of a step that only adds up gradients (see <see cref="NextStepAccumulates"/>).</summary>
    /// <inheritdoc cref="Apply" path="/param"/>
    /// <inheritdoc cref="Apply" path="/exception"/>
    public virtual IReadOnlyList<Update> Accumulate(IReadOnlyList<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (GradientAccumulationSteps is null) throw new InvalidOperationException($"The optimizer {Name} does not accumulate gradients: set GradientAccumulationSteps.");
        if (!_isBuilt) Build([.. parameters.Select(parameter => parameter.Variable)]);
        return
        [
            .. parameters.Select(parameter => new Update(_accumulators[IndexOf(parameter.Variable)], Unscaled(parameter.Gradient) + _accumulators[IndexOf(parameter.Variable)])),
            .. Finish(parameters, []),
        ];
    }

    /// <summary>What is due after a step that was run: where <see cref="EmaOverwriteFrequency"/> says so, the averages take the place of the weights.</summary>
    public virtual void FinishStep()
    {
        if (!UseEma || EmaOverwriteFrequency is not { } frequency) return;
        // In Keras the frequency counts steps that change the weights, but looks at every step.
        long step = ((long)Iterations.Value.At(0) - 1) / (GradientAccumulationSteps ?? 1);
        if ((step + 1) % frequency != 0) return;
        UseAverages();
        foreach ((Variable weight, Constraint constraint) in _constraints) weight.Assign(constraint.Apply(weight).Evaluate());
    }

    /// <summary>What is due at the end of a training: with <see cref="UseEma"/> the averages take the place of the weights.</summary>
    public virtual void FinishTraining()
    {
        if (UseEma) UseAverages();
    }

    /// <summary>What is due after a step in which a gradient was not finite, and nothing was changed.</summary>
    /// <returns>Whether the training may go on.</returns>
    internal virtual bool Skip() => false;

    /// <summary>The decoupled weight decay of a weight. Default <see cref="WeightDecay"/>.</summary>
    protected virtual double? DecayOf(Variable weight) => WeightDecay;

    /// <summary>The formula: the new weight, from what the step offers; slots are written into it.</summary>
    protected abstract Node Update(Step step);

    /// <summary>Leaves the scaling of the loss to an optimizer around this one.</summary>
    internal void DropLossScale() => _lossScaleFactor = null;

    private Node Unscaled(Node gradient) => LossScaleFactor is { } factor ? gradient / factor : gradient;

    /// <summary>The gradient of a step that changes weights: with accumulation the mean of those added up and the present one.</summary>
    private Node Gradient(Parameter parameter) => GradientAccumulationSteps is { } steps
        ? (Unscaled(parameter.Gradient) + _accumulators[IndexOf(parameter.Variable)]) / steps
        : Unscaled(parameter.Gradient);

    /// <summary>Averages, constraints and the counter. A weight without a new value keeps its own.</summary>
    private IEnumerable<Update> Finish(IReadOnlyList<Parameter> parameters, Dictionary<Variable, Node> values)
    {
        foreach (Parameter parameter in parameters)
        {
            Variable variable = parameter.Variable;
            if (parameter.Constraint is { } constraint)
            {
                _constraints[variable] = constraint;
                yield return new Update(variable, constraint.Apply(values.GetValueOrDefault(variable, variable)));
            }
            else if (values.TryGetValue(variable, out Node? value))
            {
                yield return new Update(variable, value);
            }
        }

        for (int i = 0; UseEma && i < _weights.Count; i++)
        {
            // The average starts as the weight after the first step.
            Node isLater = Cast(GreaterEqual(Iterations, GradientAccumulationSteps ?? 1), _weights[i].DType);
            Node keep = isLater * EmaMomentum;
            yield return new Update(_averages[i], keep * _averages[i] + (1 - keep) * values.GetValueOrDefault(_weights[i], _weights[i]));
        }

        yield return new Update(Iterations, Iterations + 1);
    }

    private void UseAverages()
    {
        for (int i = 0; i < _averages.Count; i++) _weights[i].Assign(_averages[i].Value);
    }

    private IReadOnlyList<Node> Clipped(IReadOnlyList<Node> gradients) =>
        ClipNorm is { } norm ? Clipping.ByNorm(gradients, norm)
        : GlobalClipNorm is { } global ? Clipping.ByGlobalNorm(gradients, global)
        : ClipValue is { } value ? Clipping.ByValue(gradients, value)
        : gradients;
}
