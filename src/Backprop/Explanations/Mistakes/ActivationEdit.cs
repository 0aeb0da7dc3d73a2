using Backprop.Differentiation;
using Backprop.Explanations.Auditing;
using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Explanations.Mistakes;

/// <summary>Another rule for going back through the activation functions of a layer: from f's output a to what goes in, z.</summary>
/// <param name="sites">The functions that are meant.</param>
/// <param name="rule">The gradient of z, from the site and the gradients of other nodes; null leaves it as it is.</param>
internal sealed class ActivationEdit(IEnumerable<Site> sites, Func<Site, Func<Node, Node?>, Node?> rule) : ChainEdit
{
    private readonly Dictionary<Node, Site> _sites = sites.DistinctBy(site => site.Z).ToDictionary(site => site.Z, site => site, (IEqualityComparer<Node>)ReferenceEqualityComparer.Instance);

    /// <inheritdoc/>
    public override Node? Adjoint(Node node, Node? adjoint, Chain chain) =>
        _sites.TryGetValue(node, out Site? site) ? rule(site, other => ReferenceEquals(other, node) ? adjoint : chain.Of(other)) ?? adjoint : adjoint;

    /// <summary>Hypotheses for each layer with an activation, and for all of them together.</summary>
    /// <param name="mistake">The mistake.</param>
    /// <param name="situation">The model.</param>
    /// <param name="done">What was done, without the layer.</param>
    /// <param name="isFused">Whether the gradient of z is meant that a cross-entropy gives directly; otherwise the gradient of a must exist.</param>
    /// <param name="rule">The gradient of z.</param>
    public static IEnumerable<Hypothesis> Propose(Mistake mistake, Situation situation, string done, bool isFused, Func<Site, Func<Node, Node?>, Node?> rule)
    {
        string[] layers = [.. situation.Form.Sites.Select(site => site.Layer).Distinct()];
        var output = new HashSet<Node>(situation.Form.Outputs, ReferenceEqualityComparer.Instance);
        foreach (string layer in layers)
        {
            bool isOutput = situation.Form.Sites.Any(site => site.Layer == layer && output.Contains(site.A));
            yield return Hypothesis(layer, $"{done} at {layer}", isOutput && !isFused, name => name == layer);
        }

        string[] hidden = [.. layers.Where(layer => !situation.Form.Sites.Any(site => site.Layer == layer && output.Contains(site.A)))];
        if (hidden.Length > 1) yield return Hypothesis(null, $"{done} in all hidden layers", false, hidden.Contains);
        if (layers.Length > 1 && hidden.Length < layers.Length) yield return Hypothesis(null, $"{done} in all layers", !isFused, _ => true);

        Hypothesis Hypothesis(string? layer, string text, bool isApart, Func<string, bool> has) => new(mistake, layer, text)
        {
            Setup = isApart ? setup => setup with { Fused = false } : null,
            Back = form => form.Sites.Where(site => has(site.Layer)).ToList() is { Count: > 0 } sites ? new ActivationEdit(sites, rule) : null,
        };
    }

    /// <summary>f′ at z for a function of single elements; of softmax the diagonal p(1 − p).</summary>
    public static Node Diagonal(Site site) => site.A is OperationNode { Operation: Softmax } ? site.A * (1 - site.A) : At(site, site.Z);

    /// <summary>f′ at some values.</summary>
    public static Node At(Site site, Node values)
    {
        if (site.A is OperationNode { Operation: Softmax }) return site.A * (1 - site.A);
        Node derivative = Gradient.Of(Functions.Sum(site.A), site.Z);
        return ReferenceEquals(values, site.Z) ? derivative : Rewriting.Substitute(derivative, new Dictionary<Node, Node>(ReferenceEqualityComparer.Instance) { [site.Z] = values });
    }

    /// <summary>The function's whole derivative applied to a gradient.</summary>
    public static Node Pull(Site site, Node upstream)
    {
        Variable hold = Variable.Of("δ", new Tensors.Tensor(upstream.DType, upstream.Shape));
        Node pulled = Gradient.Of(Functions.Sum(site.A * hold), site.Z);
        return Rewriting.Substitute(pulled, new Dictionary<Node, Node>(ReferenceEqualityComparer.Instance) { [hold] = upstream });
    }
}
