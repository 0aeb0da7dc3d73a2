using Backprop.Explanations.Auditing;

namespace Backprop.Explanations.Mistakes;

/// <summary>Treated mean and variance of batch or layer normalisation as constants.</summary>
internal sealed class StatisticsConstant : Mistake
{
    /// <inheritdoc/>
    public override string Code => "statistics-constant";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        string[] layers = [.. situation.Form.Names.Where(name => s_names.Contains(name.Origin.Name)).Select(name => name.Origin.Layer).Distinct()];
        foreach (string? layer in layers.Length > 1 ? [null, .. layers] : layers.Cast<string?>())
        {
            string where = layer ?? "all normalisations";
            yield return Constant(layer, $"Mean and variance of {where} are treated as constants; they depend on the inputs, too", s_names);
            yield return Constant(layer, $"The variance of {where} is treated as a constant; it depends on the inputs, too", ["variance", "mean_square"]);
            yield return Constant(layer, $"The mean of {where} is treated as a constant where it is taken off; it depends on the inputs, too", ["mean"]);
        }

        Hypothesis Constant(string? layer, string done, string[] names) => new(this, layer, done)
        {
            Back = form => new Stops(form.Names.Where(name => names.Contains(name.Origin.Name) && (layer is null || name.Origin.Layer == layer)).Select(name => name.Node)),
        };
    }


    private static readonly string[] s_names = ["mean", "variance", "mean_square"];
}
