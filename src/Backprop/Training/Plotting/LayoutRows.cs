namespace Backprop.Training;

/// <summary>
/// Boxes in rows, so that every connection goes from a row to a later one, and a connection over several rows has a cell in each of them.
/// Source: Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures" (1981).
/// </summary>
internal static class LayoutRows
{
    // A point on the way is a line: it takes hardly any room.
    private const double LineWidth = 2;

    /// <summary>The rows, and for each connection the cells from its first box to its last.</summary>
    public static (IReadOnlyList<LayoutCell>[] Rows, LayoutCell[][] Paths) Of(IReadOnlyList<double> widths, IReadOnlyList<(int From, int To)> edges)
    {
        int[] ranks = Ranks(widths.Count, edges);
        var rows = new List<LayoutCell>[ranks.DefaultIfEmpty(-1).Max() + 1];
        for (int rank = 0; rank < rows.Length; rank++) rows[rank] = [];
        var boxes = new LayoutCell[widths.Count];
        for (int box = 0; box < boxes.Length; box++) rows[ranks[box]].Add(boxes[box] = new LayoutCell(box, ranks[box], widths[box]));
        var paths = new LayoutCell[edges.Count][];
        for (int edge = 0; edge < paths.Length; edge++)
        {
            var path = new List<LayoutCell> { boxes[edges[edge].From] };
            for (int rank = path[0].Rank + 1; rank < boxes[edges[edge].To].Rank; rank++)
            {
                var point = new LayoutCell(-1, rank, LineWidth);
                rows[rank].Add(point);
                path.Add(point);
            }

            path.Add(boxes[edges[edge].To]);
            for (int i = 1; i < path.Count; i++)
            {
                path[i - 1].After.Add(path[i]);
                path[i].Before.Add(path[i - 1]);
            }

            paths[edge] = [.. path];
        }

        return ([.. rows], paths);
    }

    /// <summary>Each box one row below the last that it depends on; a box that depends on nothing, just above the first that uses it.</summary>
    private static int[] Ranks(int count, IReadOnlyList<(int From, int To)> edges)
    {
        ILookup<int, int> after = edges.ToLookup(edge => edge.From, edge => edge.To);
        var waiting = new int[count];
        foreach ((_, int to) in edges) waiting[to]++;
        bool[] isFirst = [.. waiting.Select(number => number == 0)];
        var ranks = new int[count];
        var ready = new Queue<int>(Enumerable.Range(0, count).Where(box => isFirst[box]));
        while (ready.TryDequeue(out int box))
        {
            foreach (int next in after[box])
            {
                ranks[next] = Math.Max(ranks[next], ranks[box] + 1);
                if (--waiting[next] == 0) ready.Enqueue(next);
            }
        }

        for (int box = 0; box < count; box++)
        {
            if (isFirst[box] && after[box].Any()) ranks[box] = after[box].Min(next => ranks[next]) - 1;
        }

        return ranks;
    }
}
