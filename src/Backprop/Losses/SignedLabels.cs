using Backprop.Graphs;
using Backprop.Operations;
using static Backprop.Operations.Functions;

namespace Backprop.Losses;

/// <summary>Labels of the hinge losses.</summary>
internal static class SignedLabels
{
    /// <summary>2y − 1 when every label of the batch is 0 or 1, otherwise y. Source: <c>convert_binary_labels_to_hinge</c> in keras/src/losses/losses.py.</summary>
    public static Node Of(Node y) => Where(All(LogicalOr(Equal(y, 0), Equal(y, 1))), 2 * y - 1, y);
}
