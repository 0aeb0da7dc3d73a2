namespace Backprop.Operations;

/// <summary>How an image is read between its cells.</summary>
public enum Interpolation
{
    /// <summary>The nearest cell.</summary>
    Nearest,

    /// <summary>The mean of the four cells around, weighted by how near they are.</summary>
    Bilinear,
}
