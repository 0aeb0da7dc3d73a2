namespace Backprop.Training;

/// <summary>
/// Gives each cell a place in its row: as near as possible to the median of its neighbours, without touching the cell beside it. Lines between boxes are held straight before
/// lines that pass boxes. Each row is the least-squares solution under the distances, found by pooling cells that would overlap (isotonic regression).
/// </summary>
internal static class LayoutPlaces
{
    private const int Sweeps = 16;
    private const double BoxDistance = 28;
    private const double LineDistance = 18;

    public static void Place(IReadOnlyList<LayoutCell>[] rows)
    {
        foreach (IReadOnlyList<LayoutCell> row in rows) Pack(row);
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            bool isDown = sweep % 2 == 1;
            for (int i = 0; i < rows.Length; i++) Settle(rows[isDown ? i : rows.Length - 1 - i], isDown);
        }

        double left = rows.SelectMany(row => row).Select(cell => cell.Centre - cell.Across / 2).DefaultIfEmpty(0).Min();
        foreach (LayoutCell cell in rows.SelectMany(row => row)) cell.Centre = Math.Round(cell.Centre - left, 1);
    }

    private static void Pack(IReadOnlyList<LayoutCell> row)
    {
        for (int i = 1; i < row.Count; i++) row[i].Centre = row[i - 1].Centre + Distance(row[i - 1], row[i]);
        double middle = row.Count == 0 ? 0 : (row[0].Centre + row[^1].Centre) / 2;
        foreach (LayoutCell cell in row) cell.Centre -= middle;
    }

    private static double Distance(LayoutCell left, LayoutCell right) => (left.Across + right.Across) / 2 + (left.IsBox && right.IsBox ? BoxDistance : LineDistance);

    private static void Settle(IReadOnlyList<LayoutCell> row, bool isDown)
    {
        // Shifted by the least distances, the places only have to be in order.
        var shifts = new double[row.Count];
        for (int i = 1; i < row.Count; i++) shifts[i] = shifts[i - 1] + Distance(row[i - 1], row[i]);
        var pools = new List<(double Weight, double Sum, int Count)>();
        for (int i = 0; i < row.Count; i++)
        {
            (double wish, double weight) = Wish(row[i], isDown ? row[i].Before : row[i].After);
            (double Weight, double Sum, int Count) pool = (weight, weight * (wish - shifts[i]), 1);
            while (pools.Count > 0 && pools[^1].Sum / pools[^1].Weight >= pool.Sum / pool.Weight)
            {
                pool = (pool.Weight + pools[^1].Weight, pool.Sum + pools[^1].Sum, pool.Count + pools[^1].Count);
                pools.RemoveAt(pools.Count - 1);
            }

            pools.Add(pool);
        }

        int at = 0;
        foreach ((double weight, double sum, int count) in pools)
        {
            for (int i = 0; i < count; i++, at++) row[at].Centre = sum / weight + shifts[at];
        }
    }

    /// <summary>Where a cell would best be, and how much that counts: lines from box to box most.</summary>
    private static (double Place, double Weight) Wish(LayoutCell cell, List<LayoutCell> neighbours)
    {
        if (neighbours.Count == 0) return (cell.Centre, 0.01);
        (double Place, double Weight)[] wishes = [.. neighbours.Select(other => (other.Centre, cell.IsBox && other.IsBox ? 4.0 : 1.0)).OrderBy(wish => wish.Centre)];
        double half = wishes.Sum(wish => wish.Weight) / 2, below = 0;
        double weight = cell.IsBox ? neighbours.Any(other => other.IsBox) ? 1000 : 30 : 1;
        for (int i = 0; i < wishes.Length; i++)
        {
            below += wishes[i].Weight;
            if (below > half) return (wishes[i].Place, weight);
            if (below == half) return ((wishes[i].Place + wishes[i + 1].Place) / 2, weight);
        }

        return (wishes[^1].Place, weight);
    }
}
