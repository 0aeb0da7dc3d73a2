using Backprop.Graphs;
using Backprop.Operations;
using static Backprop.Operations.Functions;

namespace Backprop.Optimizers;

/// <summary>
/// The formula that Adam, AdamW and Muon share, as Keras writes it: m ← m + (g − m)(1 − β₁), v ← v + (g² − v)(1 − β₂),
/// α = lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ), w ← w − α·m/(√v + ε). With AMSGrad, v̂ ← max(v̂, v) takes the place of v in the last.
/// ε is added before the bias of v is corrected ("epsilon hat" in the paper), unlike PyTorch.
/// Sources: Kingma and Ba 2015; Reddi, Kale and Kumar 2018; keras/src/optimizers/adam.py.
/// </summary>
internal sealed class AdamRule
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;
    private readonly bool _amsgrad;

    public AdamRule(double beta1, double beta2, double epsilon, bool amsgrad)
    {
        _beta1 = Arguments.Decay(beta1, nameof(beta1));
        _beta2 = Arguments.Decay(beta2, nameof(beta2));
        _epsilon = Arguments.Epsilon(epsilon);
        _amsgrad = amsgrad;
    }

    public IReadOnlyList<Slot> Slots => _amsgrad ? [new("momentum"), new("velocity"), new("velocity_hat", Group: 1)] : [new("momentum"), new("velocity")];

    public Node Update(Step step) => Update(step, step.LearningRate);

    public Node Update(Step step, Node lr)
    {
        (Node w, Node g, Node t) = (step.W, step.G, step.T);
        Node alpha = lr * Sqrt(1 - Power(Like(t, _beta2), t)) / (1 - Power(Like(t, _beta1), t));
        Node m = step["momentum"] = step["momentum"] + (g - step["momentum"]) * (1 - _beta1);
        Node v = step["velocity"] = step["velocity"] + (Square(g) - step["velocity"]) * (1 - _beta2);
        if (_amsgrad) v = step["velocity_hat"] = Maximum(step["velocity_hat"], v);
        return w - m * alpha / (Sqrt(v) + _epsilon);
    }
}
