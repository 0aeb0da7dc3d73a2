using Backprop.Explanations.Auditing;
using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Explanations.Mistakes;

/// <summary>Used another function's derivative.</summary>
internal sealed class WrongActivationDerivative : Mistake
{
    /// <inheritdoc/>
    public override string Code => "wrong-activation-derivative";

    /// <inheritdoc/>
    public override IEnumerable<Hypothesis> Propose(Situation situation, State current)
    {
        foreach ((string name, Func<Site, Node> derivative) in s_derivatives)
        {
            foreach (Hypothesis one in ActivationEdit.Propose(this, situation, $"The derivative of {name} stands where that of the layer's own activation belongs", false, (site, adjoint) => site.A is not OperationNode { Operation: Softmax } && adjoint(site.A) is { } upstream && !(name == "ReLU" && IsDead(situation, site)) ? upstream * derivative(site) : null)) yield return one;
        }
    }


    private static readonly (string Name, Func<Site, Node> Derivative)[] s_derivatives =
    [
        ("the sigmoid", site => Functions.Sigmoid(site.Z) * (1 - Functions.Sigmoid(site.Z))),
        ("the sigmoid, a(1 − a),", site => site.A * (1 - site.A)),
        ("tanh", site => 1 - Functions.Square(Functions.Tanh(site.Z))),
        ("tanh, 1 − a²,", site => 1 - Functions.Square(site.A)),
        ("ReLU", site => Step(site.Z, 0)),
        ("leaky ReLU (slope 0.01)", site => Step(site.Z, 0.01)),
        ("leaky ReLU (slope 0.1)", site => Step(site.Z, 0.1)),
        ("leaky ReLU (slope 0.2)", site => Step(site.Z, 0.2)),
        ("leaky ReLU (slope 0.3)", site => Step(site.Z, 0.3)),
        ("ELU", site => Functions.Where(Functions.Greater(site.Z, 0), Functions.Like(site.Z, 1) + 0 * site.Z, Functions.Exp(site.Z))),
        ("softplus", site => Functions.Sigmoid(site.Z)),
        ("SiLU", site => Functions.Sigmoid(site.Z) * (1 + site.Z * (1 - Functions.Sigmoid(site.Z)))),
        ("softsign", site => 1 / Functions.Square(1 + Functions.Abs(site.Z))),
        ("the exponential", site => Functions.Exp(site.Z)),
    ];

    /// <summary>Whether ReLU would let nothing through anywhere: that is no other derivative, but a path that is forgotten.</summary>
    private static bool IsDead(Situation situation, Site site) => !situation.Numbers.Of(site.Z).Any(value => value > 0);

    private static Node Step(Node z, double slope) => Functions.Where(Functions.Greater(z, 0), 0 * z + 1, 0 * z + slope);
}
