using Backprop.Tensors;

namespace Backprop.Graphs;

/// <summary>Lays variables side by side in memory, so that what is done to all of them is one loop.</summary>
internal static class VariableBlock
{
    /// <summary>Moves the variables into one block per number type, in their order, unless they lie so already.</summary>
    public static void Lay(IReadOnlyList<Variable> variables)
    {
        foreach (IGrouping<DType, Variable> group in variables.GroupBy(variable => variable.DType))
        {
            Variable[] members = [.. group];
            if (IsLaid(members)) continue;
            var storage = new Storage(members.Sum(variable => variable.Type.Bytes));
            long offset = 0;
            foreach (Variable variable in members)
            {
                variable.MoveTo(new Tensor(variable.DType, variable.Shape, storage, offset));
                offset += variable.Type.Bytes;
            }
        }
    }

    private static bool IsLaid(Variable[] members)
    {
        for (int i = 1; i < members.Length; i++)
        {
            if (!ReferenceEquals(members[i].Value.Storage, members[0].Value.Storage)) return false;
            if (members[i].Value.ByteOffset != members[i - 1].Value.ByteOffset + members[i - 1].Type.Bytes) return false;
        }

        return true;
    }
}
