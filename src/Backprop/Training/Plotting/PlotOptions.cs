namespace Backprop.Training;

/// <summary>What a picture of a model shows.</summary>
internal sealed record PlotOptions
{
    public bool ShowShapes { get; init; }

    public bool ShowDType { get; init; }

    public bool ShowLayerNames { get; init; }

    public bool ShowLayerActivations { get; init; }

    public bool ShowTrainable { get; init; }

    public bool ExpandNested { get; init; }

    /// <summary>Whether values flow from left to right instead of downwards.</summary>
    public bool IsAcross { get; init; }
}
