using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>A placeholder and all views of its memory that kernels hold: they move together when it is fed.</summary>
internal sealed class FedPlaceholder(Placeholder placeholder)
{
    public Placeholder Placeholder => placeholder;

    public long Size { get; } = placeholder.Shape.Size;

    /// <summary>The views, with their offset in elements.</summary>
    public List<(Tensor View, long Offset)> Views { get; } = [];

    public bool IsFed { get; set; } = placeholder.Shape.Size == 0;
}
