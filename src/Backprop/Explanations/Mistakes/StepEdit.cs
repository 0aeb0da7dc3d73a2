using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>Other steps from the same gradients: for all weights, for a layer, for one weight.</summary>
internal static class StepEdit
{
    /// <summary>Hypotheses in which each new number follows from the one before and the right one after the step.</summary>
    public static IEnumerable<Hypothesis> Propose(Mistake mistake, Situation situation, string done, Func<double, double, double> change)
    {
        if (!situation.HasUpdates) yield break;
        yield return Of(null, done + ", for every weight", _ => true);
        foreach (string layer in situation.Layers)
        {
            int[] weights = [.. situation.WeightsOf(layer).Where(situation.IsTrained)];
            if (weights.Length > 0 && situation.Layers.Count > 1) yield return Of(layer, $"{done}, for {layer}", weight => weights.Contains(weight));
            if (weights.Length < 2) continue;
            foreach (int weight in weights) yield return Of(layer, $"{done}, for {situation.Weights[weight].Path}", one => one == weight);
        }

        Hypothesis Of(string? layer, string text, Func<int, bool> has) => new(mistake, layer, text)
        {
            Step = (_, updated) => [.. updated.Select((after, weight) => has(weight) && situation.IsTrained(weight) ? situation.Before(weight).Zip(after, change).ToArray() : after)],
        };
    }
}
