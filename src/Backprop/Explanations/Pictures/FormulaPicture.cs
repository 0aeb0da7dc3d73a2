using Backprop.Explanations.Cards;
using Backprop.Explanations.Derivations;
using Backprop.Explanations.Formulas;
using Backprop.Tensors;

namespace Backprop.Explanations.Pictures;

/// <summary>A formula that was typed in as a circuit: on every wire the number that flows forwards above the gradient that comes back through it.</summary>
public static class FormulaPicture
{
    extension(FormulaDerivation derivation)
    {
        /// <summary>The circuit as an SVG file, with a title, a legend and a table of the numbers.</summary>
        /// <param name="options">How many digits the table has. Default six.</param>
        /// <returns>The text of an SVG file.</returns>
        public string ToSvg(DerivationOptions? options = null)
        {
            options ??= DerivationOptions.Default;
            var digits = NumberStyle.Get("3");
            var places = new Dictionary<string, int>();
            var boxes = new List<GraphBox>();
            var rows = new List<IReadOnlyList<string>>();
            var gradients = derivation.Gradients.ToDictionary(gradient => gradient.Name, gradient => gradient.Value);
            foreach (Graphs.Variable input in derivation.Inputs) Add(input.Name, [input.Shape.ToString()], input.Value, gradients[input.Name]);
            foreach (FormulaStep step in derivation.Steps) Add(step.Name, [$"= {step.Written}"], step.Value, step.Gradient);
            var edges = derivation.Edges.ToLookup(edge => (edge.From, edge.To));
            var wires = new List<GraphWire>();
            foreach ((string from, string to) in derivation.Connections)
            {
                FormulaEdge[] known = [.. edges[(from, to)]];
                if (known.Length == 0)
                {
                    wires.Add(new GraphWire(places[from], places[to]));
                    continue;
                }

                double back = known.Sum(edge => edge.Value) * derivation.Steps.First(step => step.Name == to).Gradient.At(0);
                double forward = derivation.Inputs.FirstOrDefault(input => input.Name == from)?.Value.At(0) ?? derivation.Steps.First(step => step.Name == from).Value.At(0);
                wires.Add(new GraphWire(places[from], places[to], Svg.Sign(back), digits.Write(forward), Svg.Glyph(back) + digits.Write(back)));
            }

            var picture = new GraphPicture(boxes, wires);
            string value = options.Digits.Write(derivation.Value);
            return Picture.Write($"{derivation.Text} = {value}", $"The formula {derivation.Text} as a circuit. Its value is {value}. Every wire has the number that flows forwards and the gradient that comes back through it; the gradients of wires that leave one box add up to the box's.",
                picture.Area, picture.Draw,
                [new LegendEntry(null, "on a wire the number above, the gradient that comes back below"), new LegendEntry(null, "in a box the same, with all its wires' gradients added up"), new LegendEntry(null, "▲ the result grows with the number, ▼ it falls; · no effect"), LegendEntry.Positive("gradient"), LegendEntry.Negative("gradient")],
                new CardTable(["name", "value", "gradient"], rows));

            void Add(string name, string[] lines, Tensor value, Tensor gradient)
            {
                places[name] = boxes.Count;
                bool isNumber = value.Size == 1;
                boxes.Add(new GraphBox(name, [.. lines.Where(line => line != "()")], isNumber ? digits.Write(value.At(0)) : Written(value, digits), isNumber ? Svg.Glyph(gradient.At(0)) + digits.Write(gradient.At(0)) : Written(gradient, digits)));
                for (int i = 0; i < value.Size; i++) rows.Add([isNumber ? name : $"{name}[{string.Join(',', Positions.Index(value.Shape, i))}]", options.Digits.Write(value.At(i)), options.Digits.Write(gradient.At(i))]);
            }
        }
    }

    private static string Written(Tensor values, NumberStyle digits) => $"[{string.Join(", ", Enumerable.Range(0, Math.Min(4, values.Size)).Select(i => digits.Write(values.At(i))))}{(values.Size > 4 ? ", …" : "")}]";
}
