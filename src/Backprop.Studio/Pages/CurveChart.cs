using System.Globalization;
using System.Net;
using System.Text;

namespace Backprop.Studio.Pages;

/// <summary>The losses of the recorded steps as a line whose points lead to their steps. Without the raw line there is no smoothed one.</summary>
internal static class CurveChart
{
    private const int MostPoints = 240;
    private const double Width = 640, Height = 240, Left = 70, Bottom = 28, Top = 10, Right = 10;

    /// <summary>Some of many steps, at equal distances, the last among them.</summary>
    public static IReadOnlyList<int> Choice(int count, int most) => count <= most ? [.. Enumerable.Range(0, count)] : [.. Enumerable.Range(0, most).Select(i => (int)((long)i * (count - 1) / (most - 1)))];

    public static string Svg(Scene scene, bool smooth)
    {
        double[] losses = scene.Recording.Losses;
        double[] finite = [.. losses.Where(double.IsFinite).DefaultIfEmpty(0)];
        (double low, double high) = (finite.Min(), finite.Max());
        if (high == low) (low, high) = (low - Math.Max(1e-12, Math.Abs(low) / 2), high + Math.Max(1e-12, Math.Abs(high) / 2));
        double X(double step) => Left + (step * (Width - Left - Right) / Math.Max(1, losses.Length - 1));
        double Y(double loss) => Height - Bottom - ((loss - low) * (Height - Bottom - Top) / (high - low));
        var svg = new StringBuilder();
        foreach (double value in (double[])[low, (low + high) / 2, high]) svg.Append(CultureInfo.InvariantCulture, $"<line class=\"rule\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(value):0.#}\" y2=\"{Y(value):0.#}\"/><text class=\"note\" x=\"{Left - 6}\" y=\"{Y(value):0.#}\" text-anchor=\"end\">{value:G4}</text>");
        foreach (int step in (int[])[0, (losses.Length - 1) / 2, losses.Length - 1]) svg.Append(CultureInfo.InvariantCulture, $"<text class=\"note\" x=\"{X(step):0.#}\" y=\"{Height - 10}\" text-anchor=\"middle\">{step}</text>");
        svg.Append("<polyline class=\"curve\" points=\"").AppendJoin(' ', Choice(losses.Length, 2000).Where(step => double.IsFinite(losses[step])).Select(step => FormattableString.Invariant($"{X(step):0.#},{Y(losses[step]):0.#}"))).Append("\"/>");
        if (smooth)
        {
            int epoch = scene.Recording.StepsInEpoch;
            svg.Append("<polyline class=\"curve-validation\" points=\"").AppendJoin(' ', Choice(losses.Length, 2000).Select(step => FormattableString.Invariant($"{X(step):0.#},{Y(losses[Math.Max(0, step - epoch + 1)..(step + 1)].Where(double.IsFinite).DefaultIfEmpty(low).Average()):0.#}"))).Append("\"/>");
        }

        foreach (int step in Choice(losses.Length, MostPoints).Where(step => double.IsFinite(losses[step])))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<a class=\"part{(step == scene.Step ? " selected" : "")}\" href=\"{WebUtility.HtmlEncode(scene.State.With(("step", $"{step}")))}\" data-part=\"step {step}\" aria-label=\"Step {step}, loss {losses[step]:G6}\"><circle class=\"point\" cx=\"{X(step):0.#}\" cy=\"{Y(losses[step]):0.#}\" r=\"{(step == scene.Step ? 5 : 3)}\"/></a>");
        }

        return $"<svg class=\"picture chart\" xmlns=\"http://www.w3.org/2000/svg\" role=\"group\" aria-label=\"The loss of {losses.Length} steps\" width=\"{Width}\" height=\"{Height}\" viewBox=\"0 0 {Width} {Height}\">{svg}</svg>";
    }
}
