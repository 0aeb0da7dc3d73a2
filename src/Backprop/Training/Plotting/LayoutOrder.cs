namespace Backprop.Training;

/// <summary>
/// Puts the cells of each row into an order in which few connections cross: each cell to the mean place of its neighbours in the row before, then in the row after,
/// again and again; the best order met is kept. Source: the barycentre method of Sugiyama, Tagawa and Toda (1981).
/// </summary>
internal static class LayoutOrder
{
    private const int MostSweeps = 24;

    public static void Reduce(IReadOnlyList<LayoutCell>[] rows)
    {
        LayoutCell[][] order = Start(rows);
        LayoutCell[][] best = Copy(order);
        long fewest = Crossings(order);
        for (int sweep = 0; sweep < MostSweeps && fewest > 0; sweep++)
        {
            bool isDown = sweep % 2 == 0;
            for (int i = 1; i < order.Length; i++)
            {
                int rank = isDown ? i : order.Length - 1 - i;
                Sort(order[rank], isDown);
            }

            long crossings = Crossings(order);
            if (crossings >= fewest) continue;
            (fewest, best) = (crossings, Copy(order));
        }

        for (int rank = 0; rank < rows.Length; rank++)
        {
            Number(best[rank]);
            rows[rank] = best[rank];
        }
    }

    /// <summary>The order in which a walk along the connections meets the cells: neighbours begin near each other.</summary>
    private static LayoutCell[][] Start(IReadOnlyList<LayoutCell>[] rows)
    {
        var seen = new HashSet<LayoutCell>();
        var met = new List<LayoutCell>[rows.Length];
        for (int rank = 0; rank < rows.Length; rank++) met[rank] = [];
        var open = new Stack<LayoutCell>();
        foreach (LayoutCell first in rows.SelectMany(row => row).Where(cell => cell.Before.Count == 0))
        {
            open.Push(first);
            while (open.TryPop(out LayoutCell? cell))
            {
                if (!seen.Add(cell)) continue;
                met[cell.Rank].Add(cell);
                // Boxes before points on the way: the main line stays on one side of what passes it.
                foreach (LayoutCell next in cell.After.AsEnumerable().Reverse().OrderBy(next => next.IsBox)) open.Push(next);
            }
        }

        LayoutCell[][] order = [.. met.Select(row => row.ToArray())];
        foreach (LayoutCell[] row in order) Number(row);
        return order;
    }

    private static void Sort(LayoutCell[] row, bool isDown)
    {
        var keys = new double[row.Length];
        for (int i = 0; i < row.Length; i++)
        {
            List<LayoutCell> neighbours = isDown ? row[i].Before : row[i].After;
            keys[i] = neighbours.Count == 0 ? i : neighbours.Average(cell => cell.Position);
        }

        // Equal ones keep their order, so that the result does not depend on the sorting.
        LayoutCell[] sorted = [.. row.Index().OrderBy(entry => keys[entry.Index]).Select(entry => entry.Item)];
        sorted.CopyTo(row, 0);
        Number(row);
    }

    private static long Crossings(LayoutCell[][] rows)
    {
        long crossings = 0;
        for (int rank = 0; rank + 1 < rows.Length; rank++)
        {
            // Two connections cross when their ends lie in opposite orders: the inversions among the ends, counted by a tree of partial sums.
            var tree = new long[rows[rank + 1].Length + 1];
            long seen = 0;
            foreach (LayoutCell cell in rows[rank])
            {
                foreach (LayoutCell next in cell.After)
                {
                    long before = 0;
                    for (int i = next.Position + 1; i > 0; i -= i & -i) before += tree[i];
                    crossings += seen - before;
                }

                foreach (LayoutCell next in cell.After)
                {
                    seen++;
                    for (int i = next.Position + 1; i < tree.Length; i += i & -i) tree[i]++;
                }
            }
        }

        return crossings;
    }

    private static void Number(LayoutCell[] row)
    {
        for (int i = 0; i < row.Length; i++) row[i].Position = i;
    }

    private static LayoutCell[][] Copy(LayoutCell[][] rows) => [.. rows.Select(row => (LayoutCell[])row.Clone())];
}
