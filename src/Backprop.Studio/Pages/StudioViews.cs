using Backprop.Studio.Views;

namespace Backprop.Studio.Pages;

/// <summary>A view of the scene.</summary>
/// <param name="Name">Its name in addresses.</param>
/// <param name="Title">What the page calls it.</param>
/// <param name="Component">What draws it.</param>
internal sealed record StudioView(string Name, string Title, Type Component);

/// <summary>The views, in the order of the page: one line each.</summary>
internal static class StudioViews
{
    public static IReadOnlyList<StudioView> All { get; } =
    [
        new("network", "Network", typeof(NetworkView)),
        new("zoom", "Zoom", typeof(ZoomView)),
        new("paths", "Paths", typeof(PathsView)),
        new("updates", "Updates", typeof(UpdatesView)),
        new("check", "Check", typeof(CheckView)),
        new("audit", "Audit", typeof(AuditView)),
        new("invariants", "Invariants", typeof(InvariantsView)),
        new("memoization", "Memoization", typeof(MemoizationView)),
        new("curve", "Curve", typeof(CurveView)),
        new("surface", "Surface", typeof(SurfaceView)),
        new("saturation", "Saturation", typeof(SaturationView)),
        new("quiz", "Quiz", typeof(QuizView)),
        new("examples", "Examples", typeof(ExamplesView)),
    ];

    public static StudioView Find(string name) => All.FirstOrDefault(view => view.Name == name) ?? All[0];
}
