namespace Backprop.Graphs;

/// <summary>A set of nodes: one bit for each, in pages by the order of creation, as in <see cref="NodeMap{T}"/>.</summary>
internal sealed class NodeSet
{
    private const int PageBits = 12, Words = (1 << PageBits) / 64;

    private readonly Dictionary<long, ulong[]> _pages = [];
    private ulong[]? _last;
    private long _lastNumber = -1;

    public NodeSet()
    {
    }

    public NodeSet(IEnumerable<Node> nodes)
    {
        foreach (Node node in nodes) Add(node);
    }

    /// <summary>Adds a node; false if it was there.</summary>
    public bool Add(Node node)
    {
        if (Page(node.Id) is not { } page)
        {
            page = new ulong[Words];
            _pages[node.Id >> PageBits] = _last = page;
        }

        ref ulong bits = ref page[(node.Id >> 6) & (Words - 1)];
        ulong before = bits;
        bits |= 1ul << (int)node.Id;
        return bits != before;
    }

    /// <summary>Whether a node is in the set.</summary>
    public bool Contains(Node node) => Page(node.Id) is { } page && (page[(node.Id >> 6) & (Words - 1)] >> (int)node.Id & 1) != 0;

    private ulong[]? Page(long id)
    {
        long number = id >> PageBits;
        if (number == _lastNumber) return _last;
        _pages.TryGetValue(number, out ulong[]? page);
        (_last, _lastNumber) = (page, number);
        return page;
    }
}
