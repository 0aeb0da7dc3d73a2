using Backprop.Tensors;

namespace Backprop.Cli.Training;

/// <summary>What a network is trained on, wherever it came from.</summary>
internal sealed record Samples
{
    /// <summary>One row per sample: (rows, features), or (rows, height, width) for images.</summary>
    public required Tensor X { get; init; }

    /// <summary>One number per sample, (rows, 1): the target, or the class counted from 0.</summary>
    public required Tensor Y { get; init; }

    /// <summary>The names of the classes; null where the target is a number.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Where they came from, as said to the user.</summary>
    public required string Source { get; init; }

    /// <summary>The column that is predicted.</summary>
    public required string Target { get; init; }

    /// <summary>The names of the columns that it is predicted from; empty for images.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Samples that the source itself sets apart for measuring, or null.</summary>
    public Samples? Test { get; init; }

    /// <summary>What the user should know about how the data was read.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public int Count => X.Shape[0];

    public bool IsImages => X.Rank > 2;

    /// <summary>Some of the samples, in the given order.</summary>
    public Samples Take(int[] rows) => this with { X = Take(X, rows), Y = Take(Y, rows), Test = null };

    private static Tensor Take(Tensor all, int[] rows)
    {
        var taken = new Tensor(all.DType, all.Shape.With(0, rows.Length));
        for (int i = 0; i < rows.Length; i++) all[rows[i]..(rows[i] + 1)].CopyTo(taken[i..(i + 1)]);
        return taken;
    }
}
