using Backprop.Studio.Experiments;

namespace Backprop.Studio;

/// <summary>How the page is started.</summary>
/// <param name="Port">The port, or null for 8787, and any free one where that is taken.</param>
/// <param name="Opened">The model that was named, or null.</param>
/// <param name="First">The experiment that the first link leads to.</param>
internal sealed record StudioOptions(int? Port, OpenedModel? Opened, Experiment First)
{
    public const int UsualPort = 8787;
}
