using Backprop.Tensors;

namespace Backprop.Data;

/// <summary>What a target asks for.</summary>
public enum TaskKind
{
    /// <summary>A number.</summary>
    Regression,

    /// <summary>One of two classes.</summary>
    Binary,

    /// <summary>One of several classes.</summary>
    MultiClass,
}

/// <summary>A table made ready for training: features and targets as tensors, with everything needed to read predictions.</summary>
/// <param name="Features">(rows, features): numbers as they are, categories one-hot.</param>
/// <param name="Targets">(rows, 1): the number for a regression; 0 or 1 for two classes; the class number 0, 1, … for several.</param>
/// <param name="FeatureNames">One name per feature; "colour=red" for a category's.</param>
/// <param name="TargetName">The name of the target column.</param>
/// <param name="Kind">What the target asks for.</param>
/// <param name="ClassNames">The classes in the order of their numbers: texts sorted by their characters, numbers by size; empty for a regression.</param>
/// <param name="Notes">What was decided, one sentence each.</param>
public sealed record TabularData(Tensor Features, Tensor Targets, IReadOnlyList<string> FeatureNames, string TargetName, TaskKind Kind, IReadOnlyList<string> ClassNames, IReadOnlyList<string> Notes)
{
    /// <summary>The number of rows.</summary>
    public int RowCount => Features.Shape[0];

    /// <summary>The class numbers of the rows.</summary>
    public int[] Labels => Targets.ToArray<int>();

    /// <summary>Some of the rows, in the given order.</summary>
    public TabularData Rows(IReadOnlyList<int> rows) => this with { Features = Select(Features, rows), Targets = Select(Targets, rows) };

    private static Tensor Select(Tensor table, IReadOnlyList<int> rows)
    {
        var result = new Tensor(table.DType, table.Shape.With(0, rows.Count));
        for (int i = 0; i < rows.Count; i++) table[rows[i]].CopyTo(result[i]);
        return result;
    }
}
