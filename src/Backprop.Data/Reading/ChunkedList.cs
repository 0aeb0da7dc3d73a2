namespace Backprop.Data.Reading;

/// <summary>A list that grows by whole chunks, so that growing never copies what is there nor needs twice its memory.</summary>
internal sealed class ChunkedList<T> where T : unmanaged
{
    private const int ChunkBits = 16;
    private const int ChunkLength = 1 << ChunkBits;

    private readonly List<T[]> _chunks = [];

    public int Count { get; private set; }

    public T this[int index] => _chunks[index >> ChunkBits][index & (ChunkLength - 1)];

    public void Add(T value)
    {
        int place = Count & (ChunkLength - 1);

        // The first chunk starts small and doubles: most tables have few rows, some have many columns.
        if (place == 0 && Count >> ChunkBits == _chunks.Count) _chunks.Add(new T[Count == 0 ? 16 : ChunkLength]);
        T[] chunk = _chunks[^1];
        if (place == chunk.Length)
        {
            Array.Resize(ref chunk, chunk.Length * 2);
            _chunks[^1] = chunk;
        }

        chunk[place] = value;
        Count++;
    }

    public void Add(T value, int times)
    {
        for (int i = 0; i < times; i++) Add(value);
    }
}
