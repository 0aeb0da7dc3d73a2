using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Plans;

namespace Backprop.Training;

/// <summary>A step as expressions, before a plan is made of them.</summary>
/// <param name="Loss">The number that is made small.</param>
/// <param name="Watched">The loss, and with several outputs the loss of each.</param>
/// <param name="Updates">New values of weights, optimizer slots, moving averages and metrics.</param>
/// <param name="Guards">What must be finite for the updates to be applied.</param>
/// <param name="Placeholders">Inputs, then targets, then sample weights.</param>
/// <param name="Names">What layers call the nodes.</param>
/// <param name="Record">How the gradients came about; null outside of training.</param>
internal sealed record StepExpression(
    Node Loss,
    IReadOnlyList<Node> Watched,
    IReadOnlyList<Update> Updates,
    IReadOnlyList<Node> Guards,
    IReadOnlyList<Placeholder> Placeholders,
    NodeNames Names,
    GradientRecord? Record);
