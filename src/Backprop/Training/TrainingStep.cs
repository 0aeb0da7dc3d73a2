using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Training;

/// <summary>The plan of one step for one size of batch, and where its numbers go in and out.</summary>
internal sealed class TrainingStep
{
    private readonly FedPlaceholder?[] _fed;
    private readonly Tensor _loss;
    private readonly Tensor[] _outputLosses;
    private readonly (Variable Variable, Tensor Value)[] _bound;

    public TrainingStep(StepMode mode, Plan plan, IReadOnlyList<Placeholder> placeholders, Node loss, IReadOnlyList<Node> outputLosses, NodeNames names, IEnumerable<Variable> variables)
    {
        (Mode, Plan, Placeholders, Names) = (mode, plan, placeholders, names);
        _fed = [.. placeholders.Select(plan.Fed)];
        _loss = plan[loss];
        _outputLosses = [.. outputLosses.Select(output => plan[output])];
        _bound = [.. variables.Select(variable => (variable, variable.Value))];
    }

    public StepMode Mode { get; }

    public Plan Plan { get; }

    /// <summary>Inputs, then targets, then sample weights.</summary>
    public IReadOnlyList<Placeholder> Placeholders { get; }

    /// <summary>Lets one of the placeholders read a tensor of its number type in place, from a position on.</summary>
    public void Feed(int placeholder, Tensor source, long elementOffset) => _fed[placeholder]?.Feed(source, elementOffset);

    /// <summary>What layers call the nodes.</summary>
    public NodeNames Names { get; }

    /// <summary>The loss of the last run.</summary>
    public double Loss => _loss.At(0);

    /// <summary>The losses of the outputs in the last run, for models with several.</summary>
    public int OutputLossCount => _outputLosses.Length;

    public double OutputLoss(int output) => _outputLosses[output].At(0);

    /// <summary>Whether the step was made for tensors of these shapes.</summary>
    public bool Fits(StepMode mode, int batch, TrainingData data)
    {
        if (mode != Mode) return false;
        int i = 0;
        foreach (Tensor tensor in data.All)
        {
            if (i >= Placeholders.Count || Placeholders[i].DType != tensor.DType || Placeholders[i].Shape != tensor.Shape.With(0, batch)) return false;
            i++;
        }

        return i == Placeholders.Count;
    }

    /// <summary>Keeps a copy of every variable that the step reads or writes, and puts it back when disposed.</summary>
    public SavedState Save() => new(_bound);

    /// <summary>What the step reads or writes and keeps.</summary>
    public IEnumerable<Variable> Variables => _bound.Select(entry => entry.Variable);

    /// <summary>Whether the variables still lie where the plan reads them: another model that shares them may have moved them.</summary>
    public bool IsBound()
    {
        foreach ((Variable variable, Tensor value) in _bound)
        {
            if (!ReferenceEquals(variable.Value, value)) return false;
        }

        return true;
    }

    /// <summary>The variables as they were.</summary>
    internal readonly struct SavedState(IEnumerable<(Variable Variable, Tensor Value)> bound) : IDisposable
    {
        private readonly (Tensor Place, Tensor Copy)[] _copies = [.. bound.Select(entry => (entry.Value, CopyOf(entry.Value)))];

        public void Dispose()
        {
            foreach ((Tensor place, Tensor copy) in _copies) copy.CopyTo(place);
        }

        private static Tensor CopyOf(Tensor value)
        {
            var copy = new Tensor(value.DType, value.Shape);
            value.CopyTo(copy);
            return copy;
        }
    }
}
