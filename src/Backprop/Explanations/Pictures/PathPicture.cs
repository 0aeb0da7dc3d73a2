using Backprop.Explanations.Cards;
using Backprop.Explanations.Derivations;

namespace Backprop.Explanations.Pictures;

/// <summary>The paths from one number to the loss: every number on the way with its gradient, between them the local derivatives, which are multiplied along a path and whose paths add up.</summary>
internal static class PathPicture
{
    /// <summary>More boxes beside one another could not be read on a small screen.</summary>
    private const int MostTerms = 4;

    public static string Write(Derivation derivation, DerivationOptions options)
    {
        var digits = NumberStyle.Get("3");
        var places = new Dictionary<(object, int), int>();
        var boxes = new List<GraphBox>();
        var rows = new List<IReadOnlyList<string>>();
        var partials = new Dictionary<(int From, int To), double>();
        var wires = new List<GraphWire>();
        Place(derivation);
        DerivationSteps steps = derivation.Steps(options with { Terms = Math.Min(options.Terms, MostTerms) });
        foreach (DerivationStep step in steps.Steps)
        {
            foreach (DerivationFactor factor in step.Paths.SelectMany(path => path.Factors))
            {
                // Ways between the same two numbers that have no name in between are one wire.
                (int From, int To) ends = (Place(factor.From), Place(factor.To));
                partials[ends] = partials.GetValueOrDefault(ends) + factor.Value;
            }

            if (step.Hidden == 0) continue;
            wires.Add(new GraphWire(Place(step.Of), boxes.Count));
            boxes.Add(new GraphBox($"{step.Hidden} more terms", [$"together {digits.Write(step.HiddenSum)}"]));
        }

        wires.AddRange(partials.Select(partial => new GraphWire(partial.Key.From, partial.Key.To, Svg.Sign(partial.Value), $"× {digits.Write(partial.Value)}")));
        rows.AddRange(partials.Select(partial => (IReadOnlyList<string>)[$"∂{boxes[partial.Key.To].Name}/∂{boxes[partial.Key.From].Name}", options.Digits.Write(partial.Value)]));
        var picture = new GraphPicture(boxes, wires);
        string gradient = options.Digits.Write(derivation.Value), more = steps.More > 0 ? $" {steps.More} more gradients on the way are not drawn." : "";
        return Picture.Write($"∂loss/∂{derivation.Name} = {gradient}",
            $"How the loss depends on {derivation.Name}, which is {options.Digits.Write(derivation.Current)}: the numbers on the way to the loss, and between them the local derivatives. Along a path they are multiplied, and paths add up to {gradient}.{more}",
            picture.Area, picture.Draw,
            [new LegendEntry(null, "in a box the number above, the gradient of the loss below"), LegendEntry.Gradient, LegendEntry.Positive("local derivative"), LegendEntry.Negative("local derivative"), .. more.Length == 0 ? (LegendEntry[])[] : [new LegendEntry(null, more.Trim())]],
            new CardTable(["number", "value"], rows));

        int Place(Derivation at)
        {
            if (places.TryGetValue((at.Node, at.Element), out int place)) return place;
            place = places[(at.Node, at.Element)] = boxes.Count;
            boxes.Add(new GraphBox(at.Name, [], digits.Write(at.Current), Svg.Glyph(at.Value) + digits.Write(at.Value)));
            rows.Add([$"∂loss/∂{at.Name}", options.Digits.Write(at.Value)]);
            return place;
        }
    }
}
