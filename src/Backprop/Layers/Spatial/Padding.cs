namespace Backprop.Layers;

/// <summary>What windows do at the edges of an image.</summary>
public enum Padding
{
    /// <summary>They stay inside: with stride 1, size − 1 windows fewer than cells.</summary>
    Valid,

    /// <summary>The image is padded on both sides, the odd cell at the end, so that there are ⌈cells / stride⌉ windows.</summary>
    Same,

    /// <summary>The image is padded in front only, so that a window sees no cell behind its own: for time. One axis only.</summary>
    Causal,
}
