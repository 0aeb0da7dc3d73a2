using Backprop.Explanations.Mistakes;
using Backprop.Tensors;

namespace Backprop.Explanations.Auditing;

/// <summary>Gradients, and the weights after the step, as somebody gets them who makes one mistake: for exercises, and to show what a mistake does.</summary>
/// <param name="Code">The mistake's code, such as "sum-for-mean".</param>
/// <param name="Name">What it is called in a sentence.</param>
/// <param name="Layer">The layer where it is made; null for everywhere.</param>
/// <param name="Done">What was done, as a sentence without its full stop.</param>
/// <param name="Gradients">The gradients that follow, of every weight that trains.</param>
/// <param name="Updated">The weights after the optimizer's step that follow.</param>
public sealed record PlantedMistake(string Code, string Name, string? Layer, string Done, IReadOnlyDictionary<string, Tensor> Gradients, IReadOnlyDictionary<string, Tensor> Updated);

/// <summary>Makes mistakes on purpose.</summary>
public static class MistakePlanting
{
    extension(ModelAudit audit)
    {
        /// <summary>Every mistake of the catalogue that can be made here and changes a gradient, in the catalogue's order; computed as they are asked for. Those whose size is read from a claim are left out.</summary>
        public IEnumerable<PlantedMistake> PlantedMistakes()
        {
            var situation = new Situation(audit.Model, audit.Data);
            foreach (Mistake mistake in MistakeCatalogue.All.Where(mistake => !mistake.IsFitted))
            {
                foreach (Hypothesis hypothesis in mistake.Propose(situation, situation.Right).Where(one => !one.IsFitted))
                {
                    State state = situation.Evaluate([hypothesis]);
                    if (!Differs(state.Gradients, situation.Right.Gradients, situation)) continue;
                    double[][] updated = state.Updated ?? situation.Step(state.Gradients);
                    yield return new PlantedMistake(mistake.Code, mistake.Name, hypothesis.Layer, hypothesis.Done, Tensors(state.Gradients, situation), Tensors(updated, situation));
                }
            }
        }
    }

    private static bool Differs(double[][] a, double[][] b, Situation situation) =>
        situation.Trained.Any(weight => a[weight].Zip(b[weight]).Any(pair => Math.Abs(pair.First - pair.Second) > 1e-6 * Math.Max(Math.Abs(pair.First), Math.Abs(pair.Second)))) && situation.Trained.All(weight => a[weight].All(double.IsFinite));

    private static Dictionary<string, Tensor> Tensors(double[][] values, Situation situation) =>
        situation.Trained.ToDictionary(weight => situation.Weights[weight].Path, weight => Tensor.From(values[weight], situation.Weights[weight].Shape));
}
