using Backprop.Explanations.Derivations;

namespace Backprop.Studio.Pages;

/// <summary>The network at one moment of the step: what the page shows in its middle, and what is fetched ahead while somebody scrubs.</summary>
internal static class Stage
{
    /// <summary>The picture, with its parts as links.</summary>
    public static string Svg(Scene scene) => PictureHtml.Text(scene.Trace.ToSvg(new StepView
    {
        Position = scene.Row >= scene.Operations.Count ? int.MaxValue : scene.Row,
        Sample = scene.Sample,
        Selected = scene.Select,
        Link = scene.LinkTo,
        IsBare = true,
    }, scene.Options), "stage");

    /// <summary>The picture as a file.</summary>
    public static string File(Scene scene) => scene.Trace.ToSvg(new StepView { Position = scene.Row >= scene.Operations.Count ? int.MaxValue : scene.Row, Sample = scene.Sample, Selected = scene.Select }, scene.Options);
}
