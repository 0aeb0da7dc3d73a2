using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>
/// What can be computed row by row: units whose values are rows that lie one behind the other, and that compute each from the same row of their inputs,
/// or from values that are the same for all rows.
/// </summary>
internal static class Rows
{
    /// <summary>The number of rows of a unit that combines the elements of rows, or 0.</summary>
    public static int Of(Unit unit)
    {
        if (unit.IsUpdate || unit.Parts.Count > 0 || unit.Combined is not null || unit.Nodes.Count != 1) return 0;
        Shape shape = unit.Nodes[0].Inputs is [Node input, ..] ? input.Shape : [];
        int first = unit.Nodes[0].Operation switch
        {
            Sum or Max or Min or Product => ((Reduction)unit.Nodes[0].Operation).First,
            Softmax softmax => softmax.Axis,
            LogSoftmax softmax => softmax.Axis,
            _ => 0,
        };
        long rows = first > 0 && shape.Size > 0 ? shape[..first].Size : 0;
        return rows > 1 ? checked((int)rows) : 0;
    }

    /// <summary>Whether a unit can be computed for each of some rows by itself.</summary>
    public static bool Fit(Unit unit, int rows)
    {
        if (unit.IsUpdate || unit.Parts.Count > 0 || unit.Combined is not null) return false;
        if (!unit.IsProgram) return Of(unit) is > 0 and int own && own % rows == 0 && Axes(unit.Nodes[0].Inputs[0].Shape, rows) > 0;
        Shape shape = unit.Nodes[0].Shape;
        int axes = Axes(shape, rows);
        return axes > 0 && unit.Inputs.All(input => Kind(input.Shape, shape, axes) is not null);
    }

    /// <summary>The number of leading axes that count so many rows, or 0.</summary>
    public static int Axes(Shape shape, int rows)
    {
        long product = 1;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            product *= shape[axis];
            if (product == rows) return axis + 1;
            if (product > rows || product == 0) return 0;
        }

        return 0;
    }

    /// <summary>Whether an input of a program has a row for each row of the result (true) or is the same for all (false); null if it is neither.</summary>
    public static bool? Kind(Shape input, Shape result, int axes)
    {
        bool isWhole = input.Rank == result.Rank, isSame = true;
        for (int axis = 0; axis < axes; axis++)
        {
            int own = axis - (result.Rank - input.Rank);
            if (own < 0) continue;
            isWhole &= input[own] == result[axis];
            isSame &= input[own] == 1;
        }

        return isWhole ? true : isSame ? false : null;
    }

    /// <summary>The shape of a block of rows.</summary>
    public static Shape Block(Shape shape, int rows, int blockRows)
    {
        int axes = Axes(shape, rows);
        for (int axis = 0; axis < axes; axis++) shape = shape.With(axis, axis == axes - 1 ? blockRows : 1);
        return shape;
    }
}
