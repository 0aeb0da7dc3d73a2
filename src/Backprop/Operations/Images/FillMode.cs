namespace Backprop.Operations;

/// <summary>What an image shows beyond its edges.</summary>
public enum FillMode
{
    /// <summary>Its mirror image, the edge included: dcba|abcd|dcba.</summary>
    Reflect,

    /// <summary>One value.</summary>
    Constant,

    /// <summary>The opposite side: abcd|abcd|abcd.</summary>
    Wrap,

    /// <summary>Its edge: aaaa|abcd|dddd.</summary>
    Nearest,
}
