using Backprop.Data;
using Backprop.Explanations;
using Backprop.Explanations.Auditing;
using Backprop.Explanations.Cards;
using Backprop.Explanations.Derivations;
using Backprop.Explanations.Formulas;
using Backprop.Explanations.Memoizing;
using Backprop.Explanations.Pictures;
using Backprop.Tensors;
using Backprop.Training;
using Microsoft.Data.Analysis;

namespace Backprop.Jupyter.Rendering;

/// <summary>How the types of Backprop are shown.</summary>
internal static class BuiltInForms
{
    /// <summary>Registers them.</summary>
    public static void Register()
    {
        Formatters.Register<MimeBundle>((value, bundle) =>
        {
            foreach ((string type, System.Text.Json.Nodes.JsonNode? form) in value.Data) bundle.Data[type] = form?.DeepClone();
        });
        Formatters.Register<MimeText>((value, bundle) =>
        {
            if (value.MimeType == "image/svg+xml") PictureForms.Add(bundle, value.Text, value.Plain ?? "a drawing");
            else bundle.Add(value.MimeType, value.Text);
        });
        Formatters.Register<System.Text.Json.Nodes.JsonNode>((value, bundle) => bundle.Add(value));
        Formatters.Register<Image>((value, bundle) => Copy(Notebook.Picture(value), bundle));
        Formatters.Register<Tensor>((value, bundle) => Html(TensorTable.Html(value), bundle));
        Formatters.Register<DataFrame>((value, bundle) => bundle.Add("text/html", FrameTable.Html(value)));
        Formatters.Register<Card>((value, bundle) => ShowCard(value, bundle));
        Formatters.Register<FormulaDerivation>((value, bundle) => ShowCard(value.Card(), bundle, value.ToSvg()));
        Formatters.Register<Explanation>((value, bundle) => ShowCard(value.Card(), bundle, value.ToSvg()));
        Formatters.Register<ModelMemoization>((value, bundle) => ShowPicture(
            value.ToSvg(),
            $"{value.Graph.Nodes} nodes, {value.BackwardNodes} of them of the backward pass; {value.Paths.SharedMultiplications} multiplications with δ shared, {value.Paths.UnsharedMultiplications} with nothing shared",
            bundle));
        Formatters.Register<Model>(ShowModel);
        Formatters.Register<History>((value, bundle) =>
        {
            string text = string.Join('\n', value.Keys.Select(key => $"{key}: {PlainText.Of(value[key])}"));
            if (value.Epochs.Count > 1) ShowPicture(value.ToSvg(), text, bundle);
            else bundle.Add("text/plain", text);
        });
        Formatters.Register<AuditReport>((value, bundle) => bundle.Add("text/html", Reports.Html(value)));
        Formatters.Register<GradientCheckResult>((value, bundle) => bundle.Add("text/html", Reports.Html(value)));
    }

    // HTML with the picture and LaTeX; Markdown for whoever shows no HTML.
    private static void ShowCard(Card card, MimeBundle bundle, string? svg = null)
    {
        bundle.Add("text/plain", card.ToText()).Add("text/markdown", card.ToMarkdown());
        bundle.Add("text/html", (svg is null ? "" : PictureForms.Image(svg, card.Title) + "\n") + CardHtml.Write(card));
    }

    private static void ShowModel(Model model, MimeBundle bundle)
    {
        string summary;
        try
        {
            summary = model.Summary();
        }
        catch (InvalidOperationException error)
        {
            // A model that does not know its input's shape yet.
            bundle.Add("text/plain", $"The model {model.Name}: {error.Message}");
            return;
        }

        bundle.Add("text/plain", summary);
        try
        {
            bundle.Add("text/html", PictureForms.Image(model.Plot(showShapes: true), $"The layers of {model.Name}") + HtmlTable.Lines(summary));
        }
        catch (InvalidOperationException)
        {
            // There is no graph to draw, for example of a class that calls its layers in code.
        }
    }

    private static void ShowPicture(string svg, string text, MimeBundle bundle)
    {
        PictureForms.Add(bundle, svg, text);
        bundle.Add("text/plain", text);
    }

    private static void Html(string? html, MimeBundle bundle)
    {
        if (html is not null) bundle.Add("text/html", html);
    }

    private static void Copy(MimeText text, MimeBundle bundle) => bundle.Add(text.MimeType, text.Text).Add("text/plain", text.Plain ?? text.Text);
}
