using System.Globalization;
using Backprop.Explanations.Cards;
using Backprop.Training;

namespace Backprop.Explanations.Pictures;

/// <summary>What a training's loss and metrics did, epoch by epoch, as curves.</summary>
public static class CurvePicture
{
    private const double PlotWidth = 420, PlotHeight = 220, LeftSpace = 64, BottomSpace = 22;
    private const int MostRows = 20;
    private static readonly string[] s_kinds = ["curve", "curve-validation"];

    extension(History history)
    {
        /// <summary>The curves as an SVG file, with a title, a legend and a table of the numbers. Curves differ by their dashes as well as by colour.</summary>
        /// <param name="key">Whose curves: "loss", also with "val_loss" where there is one, or the name of a metric. Default "loss".</param>
        /// <param name="logScale">Whether equal distances upwards are equal factors. Default: where all numbers are above 0 and the largest is more than 100 times the smallest.</param>
        /// <returns>The text of an SVG file.</returns>
        /// <exception cref="KeyNotFoundException">There is no such name; the message lists the names.</exception>
        /// <exception cref="ArgumentException">A scale of factors is asked for, and a number is not above 0.</exception>
        public string ToSvg(string key = "loss", bool? logScale = null)
        {
            ArgumentNullException.ThrowIfNull(history);
            string[] keys = history.Contains("val_" + key) ? [key, "val_" + key] : [key];
            return Write(key, logScale, [.. keys.Select(name => (name, history[name]))]);
        }
    }

    extension(IReadOnlyList<Logs> epochs)
    {
        /// <inheritdoc cref="ToSvg(History, string, bool?)"/>
        public string ToSvg(string key = "loss", bool? logScale = null)
        {
            ArgumentNullException.ThrowIfNull(epochs);
            string[] keys = epochs.Any(logs => logs.ContainsKey("val_" + key)) ? [key, "val_" + key] : [key];
            return Write(key, logScale, [.. keys.Select(name => (name, (IReadOnlyList<double>)[.. epochs.Select(logs => logs[name])]))]);
        }
    }

    private static string Write(string key, bool? logScale, (string Name, IReadOnlyList<double> Values)[] series)
    {
        double[] finite = [.. series.SelectMany(one => one.Values).Where(double.IsFinite)];
        (double low, double high) = finite.Length == 0 ? (0, 1) : (finite.Min(), finite.Max());
        bool isLog = logScale ?? (low > 0 && high > 100 * low);
        if (isLog && low <= 0) throw new ArgumentException("A scale of factors needs numbers above 0.", nameof(logScale));
        if (low == high) (low, high) = isLog ? (low / 2, high * 2) : (low - 0.5, high + 0.5);
        int epochs = series.Max(one => one.Values.Count);
        double Height(double value) => PlotHeight * (1 - (isLog ? Math.Log(value / low) / Math.Log(high / low) : (value - low) / (high - low)));
        double Place(int epoch) => LeftSpace + (epochs <= 1 ? PlotWidth / 2 : epoch * PlotWidth / (epochs - 1));
        string first = Text(series[0].Values.FirstOrDefault(double.NaN)), last = Text(series[0].Values.LastOrDefault(double.NaN));
        string description = $"{key} over {epochs} epochs: from {first} to {last}.{(isLog ? " Equal distances upwards are equal factors." : "")}";
        LegendEntry[] legend = [.. series.Select((one, i) => new LegendEntry(s_kinds[i], one.Name)), new LegendEntry(null, isLog ? "upwards: logarithmic scale" : "upwards: linear scale; to the right: epochs")];
        return Picture.Write($"{key} by epoch", description, (LeftSpace + PlotWidth + 8, PlotHeight + BottomSpace), Draw, legend, Table());

        void Draw(Svg svg, double left, double top)
        {
            foreach (double at in (double[])[0, 0.25, 0.5, 0.75, 1])
            {
                double y = top + (PlotHeight * (1 - at));
                svg.Line(left + LeftSpace, y, left + LeftSpace + PlotWidth, y, "rule", 1);
                svg.Text(left + LeftSpace - 6, y, Text(isLog ? low * Math.Pow(high / low, at) : low + (at * (high - low)), 3), "note", "end");
            }

            foreach (int epoch in ((int[])[0, (epochs - 1) / 2, epochs - 1]).Distinct()) svg.Text(left + Place(epoch), top + PlotHeight + 14, (epoch + 1).ToString(CultureInfo.InvariantCulture), "note", "middle");
            for (int i = 0; i < series.Length; i++)
            {
                // A curve is broken where a number is not finite.
                string path = string.Concat(series[i].Values.Select((value, epoch) => !double.IsFinite(value) ? "" : string.Create(CultureInfo.InvariantCulture,
                    $"{(epoch == 0 || !double.IsFinite(series[i].Values[epoch - 1]) ? "M" : "L")}{left + Place(epoch):0.#} {top + Height(value):0.#} ")));
                if (path.Length > 0) svg.Path(path.TrimEnd(), s_kinds[i]);
            }
        }

        CardTable Table()
        {
            int[] shown = epochs <= MostRows ? [.. Enumerable.Range(0, epochs)] : [.. Enumerable.Range(0, MostRows).Select(i => (int)Math.Round(i * (epochs - 1.0) / (MostRows - 1))).Distinct()];
            return new CardTable(["epoch", .. series.Select(one => one.Name)], [.. shown.Select(epoch => (IReadOnlyList<string>)[(epoch + 1).ToString(CultureInfo.InvariantCulture), .. series.Select(one => epoch < one.Values.Count ? Text(one.Values[epoch]) : "")])]);
        }
    }

    private static string Text(double value, int digits = 6) => value.ToString($"G{digits}", CultureInfo.InvariantCulture);
}
