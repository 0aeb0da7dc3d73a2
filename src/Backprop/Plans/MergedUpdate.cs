using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>
/// The same update program for variables that lie side by side, run as one program over the whole block:
/// an optimizer's step is one call, however many weights the model has.
/// </summary>
internal sealed class MergedUpdate
{
    private readonly InPlaceUpdates _inPlace;

    private MergedUpdate(List<Unit> units, InPlaceUpdates inPlace)
    {
        Units = units;
        _inPlace = inPlace;
        Size = (int)units.Sum(unit => unit.Nodes[0].Shape.Size);
    }

    /// <summary>The units, in the order of their variables' memory; rearranged so that the last in the schedule stands last.</summary>
    public List<Unit> Units { get; }

    /// <summary>The elements of all variables together.</summary>
    public int Size { get; }

    /// <summary>For each input that every unit has its own computed node for (a gradient): the nodes, which memory places side by side.</summary>
    public List<List<Node>> Composites { get; } = [];

    /// <summary>Finds the sets of units that can be merged.</summary>
    public static List<MergedUpdate> Find(Schedule schedule, InPlaceUpdates inPlace)
    {
        var result = new List<MergedUpdate>();
        var taken = new HashSet<Node>(NodeComparer.Instance);
        // What another unit reads must be there when that unit runs: such units stay where they are.
        // Only other updates can: everything else comes before them.
        IReadOnlyList<Unit> updates = schedule.Order.GetRange(schedule.FirstUpdate, schedule.Order.Count - schedule.FirstUpdate);
        var read = new HashSet<Node>(updates.SelectMany(unit => unit.Inputs).Select(Schedule.Root), NodeComparer.Instance);
        IEnumerable<Unit> candidates = updates.Where(unit =>
            unit.IsProgram && unit.Nodes[0].Shape.Size > 0 && Variables(unit, inPlace) is { Count: > 0 } && !unit.Nodes.Any(read.Contains));
        foreach (IGrouping<string, Unit> alike in candidates.GroupBy(unit => Signature(unit, inPlace)))
        {
            if (alike.Key.Length == 0) continue;
            List<Unit> sorted = [.. alike.OrderBy(unit => Address(Variables(unit, inPlace)[0]))];
            for (int start = 0; start < sorted.Count;)
            {
                int end = start + 1;
                while (end < sorted.Count && Adjoins(sorted[end - 1], sorted[end], inPlace)) end++;
                if (end - start > 1)
                {
                    var merged = new MergedUpdate(sorted.GetRange(start, end - start), inPlace);
                    if (merged.Claim(schedule, taken)) result.Add(merged);
                }

                start = end;
            }
        }

        return result;
    }

    /// <summary>One program over everything.</summary>
    public Kernel Bind(Memory memory)
    {
        Unit first = Ordered[0];
        Shape shape = [Size];
        var inputs = new List<Tensor>();
        foreach (Node input in first.Inputs)
        {
            Tensor tensor = memory[input];
            inputs.Add(input.Shape == first.Nodes[0].Shape && IsOwn(input) ? Whole(tensor) : tensor);
        }

        return Binding.Program(first, memory, shape, inputs, [.. first.Nodes.Where(node => _inPlace.Target(node) is not null).Select(node => ((Node)node, Whole(memory[node])))]);
    }

    /// <summary>The units in the order of memory.</summary>
    private List<Unit> Ordered { get; set; } = [];

    private Tensor Whole(Tensor start) => new(start.DType, [Size], start.Storage, start.ByteOffset);

    /// <summary>Takes the gradients' nodes for itself; refuses when one is taken, lies in another value's memory, or appears twice.</summary>
    private bool Claim(Schedule schedule, HashSet<Node> taken)
    {
        Ordered = [.. Units];
        var composites = new List<List<Node>>();
        for (int i = 0; i < Ordered[0].Inputs.Count; i++)
        {
            if (Ordered[0].Inputs[i] is Variable || !IsOwn(Ordered[0].Inputs[i])) continue;
            List<Node> roots = [.. Ordered.Select(unit => Schedule.Root(unit.Inputs[i]))];
            if (roots.Distinct(NodeComparer.Instance).Count() != roots.Count) return false;
            for (int u = 0; u < roots.Count; u++)
            {
                if (schedule.Producer(roots[u]) is null || roots[u].Shape.Size != Ordered[u].Inputs[i].Shape.Size || taken.Contains(roots[u]) || _inPlace.Target(roots[u]) is not null) return false;
            }

            composites.Add(roots);
        }

        foreach (Node node in composites.SelectMany(roots => roots)) taken.Add(node);
        Composites.AddRange(composites);
        Units.Sort((a, b) => schedule.Order.IndexOf(a).CompareTo(schedule.Order.IndexOf(b)));
        return true;
    }

    /// <summary>Whether each unit has a node of its own there, rather than all of them the same number.</summary>
    private static bool IsOwn(Node input) => input is not Constant && input.Shape.Size > 0 && !(input.Shape.Rank == 0);

    private static List<Variable> Variables(Unit unit, InPlaceUpdates inPlace)
    {
        var variables = new List<Variable>();
        foreach (Node node in unit.Inputs.Concat(unit.Nodes))
        {
            Variable? variable = node as Variable is { } own && IsOwn(own) ? own : inPlace.Target(node);
            if (variable is not null) variables.Add(variable);
        }

        return variables;
    }

    private static unsafe nint Address(Variable variable) => (nint)variable.Value.Pointer;

    private static bool Adjoins(Unit a, Unit b, InPlaceUpdates inPlace)
    {
        List<Variable> first = Variables(a, inPlace), second = Variables(b, inPlace);
        for (int i = 0; i < first.Count; i++)
        {
            Tensor x = first[i].Value, y = second[i].Value;
            if (!ReferenceEquals(x.Storage, y.Storage) || x.ByteOffset + (long)x.Size * x.DType.Bytes != y.ByteOffset) return false;
        }

        return true;
    }

    /// <summary>What must be equal for two units to be the same program: the steps, and which inputs are shared; empty where merging is impossible.</summary>
    private static string Signature(Unit unit, InPlaceUpdates inPlace)
    {
        Shape shape = unit.Nodes[0].Shape;
        if (shape.Rank == 0) return "";
        var index = new Dictionary<Node, int>(NodeComparer.Instance);
        var text = new System.Text.StringBuilder();
        foreach (Node input in unit.Inputs)
        {
            index[input] = index.Count;
            if (!IsOwn(input)) text.Append(input is Constant { Single: double number } ? $"{number:R};" : input is Constant ? $"c{input.Id};" : $"s{input.Id};");
            else if (input.Shape != shape) return "";
            else text.Append(input is Variable ? "v;" : "g;");
        }

        text.Append(Fusion.ComputeType(unit.Nodes[0]));
        foreach (OperationNode node in unit.Nodes)
        {
            if (node.Operation is BroadcastTo) return "";
            text.Append('|').Append(node.Operation).Append(string.Join(',', node.Inputs.Select(input => index[input]))).Append(inPlace.Target(node) is null ? "" : "=");
            index[node] = index.Count;
        }

        return text.ToString();
    }
}
