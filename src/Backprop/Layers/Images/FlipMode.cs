namespace Backprop.Layers;

/// <summary>Along which axes <see cref="RandomFlip"/> mirrors.</summary>
public enum FlipMode
{
    /// <summary>Both: an image is turned by half a circle.</summary>
    HorizontalAndVertical,

    /// <summary>Left and right change places.</summary>
    Horizontal,

    /// <summary>Top and bottom change places.</summary>
    Vertical,
}
