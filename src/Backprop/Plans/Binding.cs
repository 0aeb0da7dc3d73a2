using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>Turns a unit into a kernel call on its memory.</summary>
internal static class Binding
{
    /// <summary>The kernel of a unit of a plan; one whose program was bound before, on other memory, shares that.</summary>
    public static Kernel Bind(Unit unit, Memory memory, SharedPrograms programs)
    {
        if (unit.Combined is { } combined) return combined(memory);
        if (unit.Parts.Count > 0) return new RowBinding(unit, memory).Bind();
        if (unit.IsProgram) return programs.Bind(unit, memory);
        return Bind(unit, unit.Nodes[0].Shape, node => memory[node], memory.IsStored, memory);
    }

    /// <summary>The kernel of a unit that has no parts, on whatever memory its values are given; as a small call, if memory for such is given and it is one.</summary>
    public static Kernel Bind(Unit unit, Shape shape, Func<Node, Tensor> tensor, Func<Node, bool> isStored, ISmallMemory? memory = null)
    {
        if (unit.IsProgram) return Program(unit, memory, shape, [.. unit.Inputs.Select(tensor)], [.. unit.Nodes.Where(isStored).Select(node => ((Node)node, tensor(node)))]);
        OperationNode node = unit.Nodes[0];
        ReadOnlySpan<Node> read = node.InputSpan;
        var inputs = new Tensor[read.Length];
        for (int i = 0; i < inputs.Length; i++) inputs[i] = tensor(read[i]);
        return (memory is null ? null : node.Operation.BindSmall(inputs, tensor(node), memory)) ?? node.Operation.Bind(inputs, tensor(node));
    }

    /// <summary>The program of a unit on the given tensors, one per input, and destinations.</summary>
    public static Kernel Program(Unit unit, ISmallMemory? memory, Shape shape, IReadOnlyList<Tensor> inputs, IReadOnlyList<(Node Node, Tensor Destination)> outputs)
    {
        var value = new Dictionary<Node, int>(unit.Inputs.Count + unit.Nodes.Count, NodeComparer.Instance);
        foreach (Node input in unit.Inputs) value[input] = value.Count;
        var steps = new List<ElementwiseStep>(unit.Nodes.Count);
        foreach (OperationNode node in unit.Nodes)
        {
            ReadOnlySpan<Node> read = node.InputSpan;
            if (node.Operation is not ElementwiseOperation operation)
            {
                // A repetition costs nothing: its input is repeated while it is read.
                value[node] = value[read[0]];
                continue;
            }

            var operands = new int[read.Length];
            for (int i = 0; i < operands.Length; i++) operands[i] = value[read[i]];
            steps.Add(new ElementwiseStep(operation.Code, operands));
            value[node] = unit.Inputs.Count + steps.Count - 1;
        }

        DType type = Fusion.ComputeType(unit.Nodes[0]);
        (int Value, Tensor Destination)[] results = [.. outputs.Select(output => (value[output.Node], output.Destination))];
        return (memory is null ? null : SmallCallBuilder.Elementwise(memory, type, shape, inputs, steps, results)) ?? (Kernel?)AsFormula(type, shape, inputs, steps, results) ?? new ElementwiseProgram(type, shape, inputs, steps, results);
    }

    /// <summary>The same as one compiled formula, if there is one for it.</summary>
    private static ElementwiseProgram? AsFormula(DType type, Shape shape, IReadOnlyList<Tensor> inputs, List<ElementwiseStep> steps, (int Value, Tensor Destination)[] outputs)
    {
        if (!type.IsFloat) return null;
        int[] values = [.. outputs.Select(output => output.Value)];
        foreach (ElementwiseFormula formula in ElementwiseFormulas.All)
        {
            if (formula.Match(inputs.Count, steps, values) is not { } found) continue;
            var step = new ElementwiseStep(formula.Code, found[..formula.Inputs]);
            return new ElementwiseProgram(type, shape, inputs, [step], [.. outputs.Select(output => (inputs.Count + Array.IndexOf(found, output.Value) - formula.Inputs, output.Destination))]);
        }

        return null;
    }
}
