using System.Text.Json.Nodes;
using Backprop.Explanations.Cards;

namespace Backprop.Explanations.Derivations;

/// <summary>Something of a training step explained: as a card, and as JSON for programs (docs/explain.md has the form).</summary>
public abstract class Explanation
{
    private protected Explanation()
    {
    }

    /// <summary>The explanation as a card, which every form is written from.</summary>
    /// <param name="options">Letters, digits, how much is shown. Default <see cref="DerivationOptions.Default"/>.</param>
    public abstract Card Card(DerivationOptions? options = null);

    /// <summary>The explanation as JSON.</summary>
    /// <param name="options">How many terms and parts there are, and whose letters stand in the rules; numbers are always whole.</param>
    public abstract JsonObject ToJson(DerivationOptions? options = null);

    /// <summary>The explanation as a picture with a title, a legend and a table: the paths to the loss, gradients as bars, or the network.</summary>
    /// <param name="options">How many digits the table has, and how many terms and parts are drawn. Default <see cref="DerivationOptions.Default"/>.</param>
    /// <returns>The text of an SVG file.</returns>
    public abstract string ToSvg(DerivationOptions? options = null);

    /// <summary>The card as text.</summary>
    public sealed override string ToString() => Card().ToString();
}
