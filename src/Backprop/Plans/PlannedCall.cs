using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>One kernel call of a plan, and what it costs by counting.</summary>
/// <param name="Operations">The operations that run in the call: those of a fused program are joined by " → ".</param>
/// <param name="Shape">The shape of the first result.</param>
/// <param name="Alike">How many further units with the same program, for neighbouring variables, run in the same call.</param>
/// <param name="MultiplyAdds">The multiply-adds of a matrix product; 0 for calls that cost memory traffic or functions instead.</param>
/// <param name="Bytes">The bytes that are read and written, each input and each result counted once.</param>
/// <param name="IsUpdate">Whether the call writes variables and therefore runs after the guards.</param>
public sealed record PlannedCall(string Operations, Shape Shape, int Alike, long MultiplyAdds, long Bytes, bool IsUpdate)
{
    /// <summary>Whether several operations run as one loop, with everything in between in registers.</summary>
    public bool IsOneLoop { get; init; }

    /// <summary>Whether the same was computed before, and is computed again because a memory budget left no room to keep it.</summary>
    public bool IsAgain { get; init; }

    /// <summary>The operations and the shape, as in <see cref="Plan.Calls"/>.</summary>
    public override string ToString() => $"{Operations} {Shape}{(Alike == 0 ? "" : $" and {Alike} alike")}{(IsAgain ? " again" : "")}";

    /// <summary>The call of a unit, or of several alike.</summary>
    internal static PlannedCall Of(Unit unit, int alike, Memory memory)
    {
        // What a kernel combines is known by its result.
        OperationNode first = unit.Combined is null ? unit.Nodes[0] : unit.Nodes[^1];
        long bytes = unit.Inputs.Sum(input => input.Type.Bytes) + unit.Nodes.Where(memory.IsStored).Sum(node => node.Type.Bytes);
        return new PlannedCall(string.Join(" → ", unit.Nodes.Select(node => node.Operation.Name)), first.Shape, alike, unit.Nodes.Sum(node => node.Operation.MultiplyAdds(node)), bytes * (alike + 1), unit.IsUpdate);
    }
}

/// <summary>The time of one kernel call.</summary>
/// <param name="Call">What was called.</param>
/// <param name="Start">Seconds from the start of the run to the start of the call, in the run that was kept.</param>
/// <param name="Seconds">The shortest time of the call in all runs.</param>
public sealed record CallTime(PlannedCall Call, double Start, double Seconds);
