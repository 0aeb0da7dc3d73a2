using Backprop.Explanations.Cards;
using Backprop.Explanations.Derivations;
using Backprop.Tensors;

namespace Backprop.Explanations.Pictures;

/// <summary>The network of a training step: unit by unit where it is small enough, else layer by layer, with a table of its numbers.</summary>
internal static class NetworkPicture
{
    private const int MostNumbers = 64;

    public static string Write(StepNumbers step, StepStage stage, DerivationOptions options)
    {
        string loss = stage.Has(step.Step.Loss) ? options.Digits.Write(step.Loss) : "not yet computed";
        int samples = step.Step.Placeholders.Count > 0 && step.Step.Placeholders[0].Shape.Rank > 0 ? step.Step.Placeholders[0].Shape[0] : 1;
        int sample = stage.View.Sample;
        string which = sample == 0 ? "first sample" : $"sample {sample}";
        string batch = samples == 1 ? "one sample" : $"a batch of {samples} samples";
        if (UnitPicture.Of(step, stage) is { } units)
        {
            if (stage.View.IsBare) return Picture.Bare($"The network of {step.Name} on {batch}, unit by unit; the table has the same numbers.", units.Area, units.Draw);
            string shown = samples == 1 ? "" : $" Units show the {which}; gradients of weights are those of the whole batch.";
            return Picture.Write($"One training step of {step.Name}: loss {loss}", $"The network of {step.Name} on {batch}, unit by unit, with the gradients of the loss, which is {loss}.{shown} The table has the same numbers.", units.Area, units.Draw,
                [new LegendEntry(null, "on a wire the weight above, its gradient below;"), new LegendEntry(null, $"in a unit its value above, its gradient below{(samples == 1 ? "" : $" ({which})")}"), LegendEntry.Gradient, LegendEntry.Positive("weight"), LegendEntry.Negative("weight"), new LegendEntry(null, "the thicker a wire, the larger its gradient; 1: the input of a bias")], Table(step, stage, options));
        }

        GraphPicture layers = LayersPicture.Of(step, stage);
        if (stage.View.IsBare) return Picture.Bare($"The layers of {step.Name} on {batch}; the table has the same numbers.", layers.Area, layers.Draw);
        return Picture.Write($"One training step of {step.Name}: loss {loss}", $"The layers of {step.Name} on {batch}, with the largest number that each hands on and the largest gradient that comes back. The loss is {loss}.", layers.Area, layers.Draw,
            [new LegendEntry(null, "in a layer the largest number above, the largest gradient below"), LegendEntry.Gradient, new LegendEntry(null, "— not computed, because no weight needs it")], Weights(step, stage, options));
    }

    /// <summary>Every weight's numbers with their gradients.</summary>
    private static CardTable Table(StepNumbers step, StepStage stage, DerivationOptions options) => step.Weights.Sum(weight => weight.Value.Size) > MostNumbers ? Weights(step, stage, options)
        : new CardTable(["weight", "value", "gradient", "after the step"], [.. step.Weights.SelectMany(weight => Enumerable.Range(0, weight.Value.Size).Select(element => (IReadOnlyList<string>)
        [
            $"{weight.Name}[{string.Join(',', Positions.Index(weight.Value.Shape, element))}]", options.Digits.Write(weight.Value.At(element)),
            stage.Gradient(weight.Variable) is { } gradient ? Svg.Glyph(gradient.At(element)) + options.Digits.Write(gradient.At(element)) : "—", stage.After(weight.Variable) is { } after ? options.Digits.Write(after.At(element)) : "—",
        ]))]);

    /// <summary>Every weight as a whole: how long its gradient is, and its step.</summary>
    private static CardTable Weights(StepNumbers step, StepStage stage, DerivationOptions options) => new(["weight", "shape", "‖gradient‖", "‖step‖"], [.. step.Weights.Select(weight => (IReadOnlyList<string>)
    [
        weight.Name, weight.Value.Shape.ToString(), stage.Gradient(weight.Variable) is { } gradient ? options.Digits.Write(Length(gradient, null)) : "—", stage.After(weight.Variable) is { } after ? options.Digits.Write(Length(after, weight.Value)) : "—",
    ])]);

    private static double Length(Tensor a, Tensor? minus) => Math.Sqrt(Enumerable.Range(0, a.Size).Sum(i => Math.Pow(a.At(i) - (minus?.At(i) ?? 0), 2)));
}
