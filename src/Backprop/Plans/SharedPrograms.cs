using System.Runtime.InteropServices;
using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>
/// Elementwise programs by what they compute. The steps of a recurrent network are equal but for where their numbers lie: they are prepared once, and share what was
/// prepared.
/// </summary>
internal sealed class SharedPrograms
{
    private readonly Dictionary<string, ElementwiseProgram> _programs = [];
    private readonly Dictionary<Operation, int> _operations = [];

    // The description of the unit that was asked for last, and the number of each of its values.
    private readonly List<char> _description = [];
    private readonly NodeMap<int> _numbers = new();

    /// <summary>The number of programs that were prepared.</summary>
    public int Count => _programs.Count;

    /// <summary>The program of a unit on its memory: an equal one that was prepared before, on other memory, if there is one.</summary>
    public Kernel Bind(Unit unit, Memory memory)
    {
        var inputs = new Tensor[unit.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++) inputs[i] = memory[unit.Inputs[i]];
        var outputs = new List<(Node Node, Tensor Destination)>();
        foreach (OperationNode node in unit.Nodes)
        {
            if (memory.IsStored(node)) outputs.Add((node, memory[node]));
        }

        Shape shape = unit.Nodes[0].Shape;
        // Small calls hold addresses: they are made for each unit.
        if (SmallCallBuilder.Fits(Fusion.ComputeType(unit.Nodes[0]), shape.Size)) return Binding.Program(unit, memory, shape, inputs, outputs);
        Describe(unit, memory);
        ReadOnlySpan<char> description = CollectionsMarshal.AsSpan(_description);
        if (_programs.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(description, out ElementwiseProgram? equal))
        {
            var destinations = new Tensor[outputs.Count];
            for (int i = 0; i < destinations.Length; i++) destinations[i] = outputs[i].Destination;
            return equal.On(inputs, destinations);
        }

        Kernel made = Binding.Program(unit, memory, shape, inputs, outputs);
        if (made is ElementwiseProgram program) _programs.Add(description.ToString(), program);
        return made;
    }

    /// <summary>Types and shapes of the inputs, then what each node is and reads, and whether it is kept: equal for units that one program computes.</summary>
    private void Describe(Unit unit, Memory memory)
    {
        _description.Clear();
        int number = 0;
        foreach (Node input in unit.Inputs)
        {
            Write((int)input.DType);
            Write(input.Shape.Rank);
            foreach (int length in input.Shape.Lengths) Write(length);
            _numbers[input] = number++;
        }

        foreach (OperationNode node in unit.Nodes)
        {
            if (!_operations.TryGetValue(node.Operation, out int operation)) _operations[node.Operation] = operation = _operations.Count;
            Write(operation);
            Write(memory.IsStored(node) ? 1 : 0);
            Write(node.InputSpan.Length);
            foreach (Node input in node.InputSpan) Write(_numbers[input]);
            _numbers[node] = number++;
        }
    }

    private void Write(int value)
    {
        _description.Add((char)value);
        _description.Add((char)(value >> 16));
    }
}
