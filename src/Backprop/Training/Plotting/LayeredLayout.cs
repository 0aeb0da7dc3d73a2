namespace Backprop.Training;

/// <summary>
/// Where the boxes and connections of a drawing lie: "along" in the direction in which the values flow, "across" at a right angle to it. Boxes stand in rows across, no two
/// overlap, and connections run between the boxes of the rows that they pass.
/// </summary>
internal sealed class LayeredLayout
{
    private const double LeastGap = 34, MostGap = 88, GapPerDistance = 0.1;
    private const double PortDistance = 14;

    private readonly double[] _starts;
    private readonly double[] _centres;

    /// <summary>Places boxes of these sizes, connected in this way. The connections make no circle.</summary>
    public LayeredLayout(IReadOnlyList<(double Along, double Across)> sizes, IReadOnlyList<(int From, int To)> edges)
    {
        (IReadOnlyList<LayoutCell>[] rows, LayoutCell[][] paths) = LayoutRows.Of([.. sizes.Select(size => size.Across)], edges);
        LayoutOrder.Reduce(rows);
        LayoutPlaces.Place(rows);
        (_starts, _centres) = (new double[sizes.Count], new double[sizes.Count]);
        double[] begins = new double[rows.Length], ends = new double[rows.Length];
        double along = 0;
        for (int rank = 0; rank < rows.Length; rank++)
        {
            double height = rows[rank].Where(cell => cell.IsBox).Select(cell => sizes[cell.Box].Along).DefaultIfEmpty(0).Max();
            foreach (LayoutCell cell in rows[rank])
            {
                if (cell.IsBox) (_starts[cell.Box], _centres[cell.Box]) = (along + (height - sizes[cell.Box].Along) / 2, cell.Centre);
            }

            (begins[rank], ends[rank]) = (along, along + height);
            double widest = rows[rank].SelectMany(cell => cell.After.Select(next => Math.Abs(next.Centre - cell.Centre))).DefaultIfEmpty(0).Max();
            along += height + Math.Clamp(LeastGap + GapPerDistance * widest, LeastGap, MostGap);
        }

        Along = rows.Length == 0 ? 0 : ends[^1];
        Across = rows.SelectMany(row => row).Select(cell => cell.Centre + cell.Across / 2).DefaultIfEmpty(0).Max();
        double[] ports = Ports(paths, sizes);
        Routes = [.. paths.Select((path, edge) => Route(path, ports[edge], sizes, begins, ends))];
    }

    /// <summary>The size of the whole.</summary>
    public double Along { get; }

    /// <inheritdoc cref="Along"/>
    public double Across { get; }

    /// <summary>For each connection the points that it goes through, two by two: straight within a row, curved between rows.</summary>
    public IReadOnlyList<IReadOnlyList<(double Along, double Across)>> Routes { get; }

    /// <summary>Where a box begins along, and where its middle lies across.</summary>
    public (double Start, double Centre) this[int box] => (_starts[box], _centres[box]);

    /// <summary>Where each connection meets its last box: side by side, in the order in which they come, a straight one in the middle.</summary>
    private static double[] Ports(LayoutCell[][] paths, IReadOnlyList<(double Along, double Across)> sizes)
    {
        var ports = new double[paths.Length];
        foreach (IGrouping<LayoutCell, int> arrivals in Enumerable.Range(0, paths.Length).GroupBy(edge => paths[edge][^1]))
        {
            int[] order = [.. arrivals.OrderBy(edge => paths[edge][^2].Centre).ThenBy(edge => paths[edge][^2].Position)];
            double centre = arrivals.Key.Centre;
            int straight = Array.FindIndex(order, edge => Math.Abs(paths[edge][^2].Centre - centre) < 1);
            double middle = straight >= 0 ? straight : (order.Length - 1) / 2.0;
            double room = sizes[arrivals.Key.Box].Across / 2 - 12;
            double distance = Math.Min(PortDistance, room / Math.Max(1, Math.Max(middle, order.Length - 1 - middle)));
            for (int i = 0; i < order.Length; i++) ports[order[i]] = centre + (i - middle) * distance;
        }

        return ports;
    }

    private (double Along, double Across)[] Route(LayoutCell[] path, double port, IReadOnlyList<(double Along, double Across)> sizes, double[] begins, double[] ends)
    {
        LayoutCell first = path[0], last = path[^1];
        var points = new List<(double Along, double Across)>
        {
            (_starts[first.Box] + sizes[first.Box].Along, first.Centre),
            (ends[first.Rank], first.Centre),
        };
        foreach (LayoutCell cell in path[1..^1])
        {
            points.Add((begins[cell.Rank], cell.Centre));
            points.Add((ends[cell.Rank], cell.Centre));
        }

        points.Add((begins[last.Rank], port));
        points.Add((_starts[last.Box], port));
        return [.. points];
    }
}
