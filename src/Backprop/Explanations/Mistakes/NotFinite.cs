using Backprop.Explanations.Auditing;
using Backprop.Graphs;

namespace Backprop.Explanations.Mistakes;

/// <summary>NaN or infinity in a claim. It is found by looking, not by a hypothesis.</summary>
internal static class NotFinite
{
    /// <summary>The finding, or null when all claimed numbers are finite.</summary>
    public static AuditFinding? In(Situation situation)
    {
        // The first that was made, on the way back from the output.
        ClaimedNumbers? first = situation.Layers.Reverse().SelectMany(layer => situation.Claims.Where(claim => situation.LayerOf(claim.Weight) == layer)).FirstOrDefault(claim => claim.Values.Any(value => !double.IsFinite(value)));
        if (first is null) return null;
        int position = Array.FindIndex(first.Values, value => !double.IsFinite(value));
        AuditedEntry entry = Auditor.Entry(first, position, first.In(situation.Right)[position]);
        string operation = Suspect(situation);
        return new AuditFinding("not-finite", "not finite", situation.LayerOf(first.Weight), first.Path, FormattableString.Invariant($"{entry.Name} is {entry.Claimed}: the first that is not a finite number, going back from the output{operation}. It should be {entry.Right:G9}."), null, entry, []);
    }

    /// <summary>The first operation of the step whose own result is not finite, or comes near the limits of its argument.</summary>
    private static string Suspect(Situation situation)
    {
        foreach (OperationNode node in Graph.Order(situation.Form.Loss).OfType<OperationNode>())
        {
            double[] values = situation.Within(() => situation.Numbers.Of(node));
            if (values.Any(value => !double.IsFinite(value))) return $"; the right forward pass itself makes it in {node.Operation.Name}";
            if (values.Any(value => Math.Abs(value) > 700)) return $"; {node.Operation.Name} reaches {values.MaxBy(Math.Abs):G3}, whose exponential overflows";
        }

        return situation.Form.Sites.SelectMany(site => situation.Within(() => situation.Numbers.Of(site.A))).Any(value => value is 0 or 1) ? "; an activation is exactly 0 or 1, where a logarithm or a quotient fails" : "";
    }
}
