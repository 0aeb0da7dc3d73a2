using System.Diagnostics.CodeAnalysis;

namespace Backprop.Graphs;

/// <summary>
/// Tells nodes apart by identity, for dictionaries and sets. The hash is the order of creation, so that what was made together lies together in a table:
/// with the runtime's own, which are random, planning a large graph waits for memory most of the time.
/// </summary>
internal sealed class NodeComparer : IEqualityComparer<Node>
{
    private NodeComparer()
    {
    }

    /// <summary>The only one.</summary>
    public static NodeComparer Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(Node? x, Node? y) => ReferenceEquals(x, y);

    /// <inheritdoc/>
    public int GetHashCode([DisallowNull] Node obj) => (int)obj.Id;
}
