using System.Runtime.InteropServices;
using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>A placeholder and all views of its memory that kernels hold: they move together when it is fed.</summary>
internal sealed class FedPlaceholder(Placeholder placeholder)
{
    private readonly int _bytes = placeholder.DType.Bytes;

    public Placeholder Placeholder => placeholder;

    public long Size { get; } = placeholder.Shape.Size;

    /// <summary>What the views read until the placeholder is fed.</summary>
    public Storage Unfed { get; } = new(placeholder.Type.Bytes);

    /// <summary>The views, with their offset in elements.</summary>
    public List<(Tensor View, long Offset)> Views { get; } = [];

    public bool IsFed { get; private set; } = placeholder.Shape.Size == 0;

    /// <summary>Lets all views read a tensor of the placeholder's number type in place, from a position on.</summary>
    /// <exception cref="ArgumentException">The source is too short.</exception>
    public unsafe void Feed(Tensor source, long elementOffset)
    {
        if (elementOffset < 0 || elementOffset + Size > source.Size) throw new ArgumentException($"The placeholder {placeholder.Name} reads {Size} elements from position {elementOffset}; the source has {source.Size}.", nameof(source));
        foreach ((Tensor view, long offset) in CollectionsMarshal.AsSpan(Views)) view.MoveTo(source.Storage, source.Pointer + (elementOffset + offset) * _bytes);
        IsFed = true;
    }
}
