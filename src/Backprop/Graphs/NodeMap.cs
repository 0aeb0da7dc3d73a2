using System.Diagnostics.CodeAnalysis;

namespace Backprop.Graphs;

/// <summary>
/// Values by node, in pages found by the order of creation: what was made together lies together, so a walk over a graph finds most nodes in the page of the one before.
/// Pages are small on purpose. Tables of hundreds of thousands of entries are "large objects" to .NET, and every few megabytes of those cost a
/// collection of the whole memory: planning a long recurrent network spent more than half of its time there.
/// </summary>
internal sealed class NodeMap<T>
{
    private const int PageBits = 9, PageSize = 1 << PageBits;

    private readonly Dictionary<long, Page> _pages = [];

    // One reference that says which page it is: several threads may read at once.
    private Page? _last;

    /// <summary>The nodes that have a value.</summary>
    public int Count { get; private set; }

    /// <summary>The value of a node that has one.</summary>
    public T this[Node node]
    {
        get => TryGetValue(node, out T? value) ? value : throw new KeyNotFoundException($"The node {node.Id} has no value here.");
        set => Slot(node) = value;
    }

    /// <summary>Whether the node has a value.</summary>
    public bool ContainsKey(Node node) => TryGetValue(node, out _);

    /// <summary>The value of a node, or the default.</summary>
    public T? GetValueOrDefault(Node node) => TryGetValue(node, out T? value) ? value : default;

    /// <summary>The value of a node, or another.</summary>
    public T GetValueOrDefault(Node node, T other) => TryGetValue(node, out T? value) ? value : other;

    public bool TryGetValue(Node node, [MaybeNullWhen(false)] out T value)
    {
        int at = (int)(node.Id & (PageSize - 1));
        if (Find(node.Id >> PageBits) is { } page && page.Has(at))
        {
            value = page.Values[at];
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>The place of a node's value, which then has one.</summary>
    public ref T Slot(Node node)
    {
        long number = node.Id >> PageBits;
        if (Find(number) is not { } page) _pages[number] = _last = page = new Page(number);
        int at = (int)(node.Id & (PageSize - 1));
        if (page.Add(at)) Count++;
        return ref page.Values[at];
    }

    /// <summary>Takes the value of a node away.</summary>
    public bool Remove(Node node, [MaybeNullWhen(false)] out T value)
    {
        if (!TryGetValue(node, out value)) return false;
        Page page = Find(node.Id >> PageBits)!;
        int at = (int)(node.Id & (PageSize - 1));
        page.Values[at] = default!;
        page.Drop(at);
        Count--;
        return true;
    }

    private Page? Find(long number)
    {
        if (_last is { } last && last.Number == number) return last;
        if (_pages.TryGetValue(number, out Page? page)) _last = page;
        return page;
    }

    private sealed class Page(long number)
    {
        private readonly ulong[] _has = new ulong[PageSize / 64];

        public long Number => number;

        public T[] Values { get; } = new T[PageSize];

        public bool Has(int at) => (_has[at >> 6] >> at & 1) != 0;

        public bool Add(int at)
        {
            ref ulong bits = ref _has[at >> 6];
            ulong before = bits;
            bits |= 1ul << at;
            return bits != before;
        }

        public void Drop(int at) => _has[at >> 6] &= ~(1ul << at);
    }
}
