using System.Globalization;
using System.Text;

namespace Backprop.Benchmarks;

/// <summary>The report as a picture: for each workload a bar, how much of the median the floor explains, and each peer's median beside ours.</summary>
internal static class SvgChart
{
    private const int Left = 190, Width = 300, Row = 20, Top = 60;

    public static string Of(Report report)
    {
        var svg = new StringBuilder();
        int height = Top + Row * report.Results.Count + 20;
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"900\" height=\"{height}\" viewBox=\"0 0 900 {height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        Text(svg, 10, 20, $"{Machine.Description}; {2 * report.Machine.MultiplyAddsPerSecond / 1e9:F0} GFLOP/s in registers");
        Text(svg, 10, 40, "Bars: the part of our median time that the machine's limit explains. Right: how many times faster than each peer.");
        for (int i = 0; i < report.Results.Count; i++)
        {
            Result result = report.Results[i];
            int y = Top + Row * i;
            double bar = Width * Math.Min(1, result.OfFloor);
            Text(svg, 10, y + 13, $"{result.Workload.Name}{(result.Workload.Threads > 1 ? $", {result.Workload.Threads} threads" : "")}");
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Left}\" y=\"{y + 2}\" width=\"{Width}\" height=\"{Row - 6}\" fill=\"#eee\"/><rect x=\"{Left}\" y=\"{y + 2}\" width=\"{bar:F1}\" height=\"{Row - 6}\" fill=\"#4477aa\"/>\n");
            string peers = string.Join(", ", result.Peers.Select(peer => $"{peer.Key} {peer.Value.Median / result.Ours.Median:G3}x"));
            Text(svg, Left + Width + 10, y + 13, (result.Floor > 0 ? $"{100 * result.OfFloor:F0} %   " : "") + peers);
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Text(StringBuilder svg, int x, int y, string text) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y}\">{System.Net.WebUtility.HtmlEncode(text)}</text>\n");
}
