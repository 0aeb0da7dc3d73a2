namespace Backprop.Training;

/// <summary>A place in one row of a drawing: a box, or a point that a long connection passes on its way.</summary>
/// <param name="box">The number of the box; -1 for a point on the way.</param>
/// <param name="rank">The row.</param>
/// <param name="across">How much of the row it takes.</param>
internal sealed class LayoutCell(int box, int rank, double across)
{
    public int Box => box;

    public bool IsBox => box >= 0;

    public int Rank { get; set; } = rank;

    public double Across => across;

    /// <summary>The place among the cells of the row, from 0.</summary>
    public int Position { get; set; }

    /// <summary>Where its middle lies in the row.</summary>
    public double Centre { get; set; }

    /// <summary>The cells of the row before that it is connected to.</summary>
    public List<LayoutCell> Before { get; } = [];

    /// <summary>The cells of the row after that it is connected to.</summary>
    public List<LayoutCell> After { get; } = [];
}
