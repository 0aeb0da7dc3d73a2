using System.Globalization;
using System.Text;

namespace Backprop.Training;

/// <summary>The path of a connection that <see cref="LayeredLayout"/> has laid out, in the words of SVG: straight within a row, curved between rows.</summary>
internal static class RoutePath
{
    /// <summary>The path through the points.</summary>
    /// <param name="points">The points of a route, moved to their place.</param>
    /// <param name="isAcross">Whether values flow to the right; else downwards.</param>
    public static string Write(IReadOnlyList<(double X, double Y)> points, bool isAcross)
    {
        var path = new StringBuilder();
        path.Append(CultureInfo.InvariantCulture, $"M{points[0].X:0.#} {points[0].Y:0.#}");
        for (int i = 1; i < points.Count; i++)
        {
            ((double X, double Y) from, (double X, double Y) to) = (points[i - 1], points[i]);
            // A step of no length would leave an arrow without a direction.
            if (from == to) continue;
            if (i % 2 == 0)
            {
                double middleX = (from.X + to.X) / 2, middleY = (from.Y + to.Y) / 2;
                (double x1, double y1, double x2, double y2) = isAcross ? (middleX, from.Y, middleX, to.Y) : (from.X, middleY, to.X, middleY);
                path.Append(CultureInfo.InvariantCulture, $" C{x1:0.#} {y1:0.#} {x2:0.#} {y2:0.#} {to.X:0.#} {to.Y:0.#}");
            }
            else
            {
                path.Append(CultureInfo.InvariantCulture, $" L{to.X:0.#} {to.Y:0.#}");
            }
        }

        return path.ToString();
    }
}
