using System.Collections;

namespace Backprop.Graphs;

/// <summary>A list that grows by pieces, so that no part of it is a large object (see <see cref="NodeMap{T}"/>).</summary>
internal sealed class NodeList : IReadOnlyList<Node>
{
    private const int PieceBits = 12, PieceSize = 1 << PieceBits, Few = 16;

    private readonly List<Node[]> _pieces = [];

    public int Count { get; private set; }

    public Node this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return _pieces[index >> PieceBits][index & (PieceSize - 1)];
        }
    }

    public void Add(Node node)
    {
        // The first piece grows like a list: most graphs are small.
        if (_pieces.Count == 0) _pieces.Add(new Node[Few]);
        else if (Count < PieceSize && Count == _pieces[0].Length) _pieces[0] = [.. _pieces[0], .. new Node[Count]];
        else if (Count == _pieces.Count * PieceSize) _pieces.Add(new Node[PieceSize]);
        _pieces[Count >> PieceBits][Count & (PieceSize - 1)] = node;
        Count++;
    }

    public IEnumerator<Node> GetEnumerator()
    {
        for (int i = 0; i < Count; i++) yield return _pieces[i >> PieceBits][i & (PieceSize - 1)];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
