using Backprop.Training;

namespace Backprop.Explanations.Auditing;

/// <summary>
/// Checks gradients, or weights after one update, that somebody computed by hand: says of each weight whether it agrees, and names the mistake.
/// A mistake is a hypothesis that computes a wrong gradient; the one whose numbers are those claimed is the diagnosis.
/// <code>AuditReport report = Audit.Of(model, x, y).Gradients(new() { ["dense/kernel"] = mine });</code>
/// </summary>
public static class Audit
{
    /// <summary>The audit of claims about a model's next training step on some samples, taken as one batch.</summary>
    /// <param name="model">A compiled model. It is not changed.</param>
    /// <param name="x">The inputs.</param>
    /// <param name="y">The targets.</param>
    /// <param name="sampleWeight">One weight per sample. Default none.</param>
    /// <exception cref="InvalidOperationException">The model was not compiled.</exception>
    /// <exception cref="ArgumentException">The samples do not fit the model.</exception>
    public static ModelAudit Of(Model model, TensorSet x, TensorSet y, TensorSet? sampleWeight = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return new ModelAudit(model, x, y, sampleWeight);
    }
}
