namespace Backprop.Kernels;

/// <summary>
/// Rows cut into blocks that fit the second-level cache, by the shape alone. No block is so small that its product would be computed in another way than the whole,
/// and nobody can tell from the bits that there are blocks.
/// </summary>
internal readonly unsafe struct WindowBlocks
{
    /// <summary>Numbers of a block: three eighths of a megabyte of float32.</summary>
    private const int BlockNumbers = 96 << 10;

    /// <summary>Rows of a block: a multiple of the heights of all tiles; with more than 192 rows the other factor would be copied for each block.</summary>
    private const int RowStep = 24, MostRows = 192;

    /// <summary>Blocks from which on they are as large as they may be.</summary>
    private const int FewBlocks = 4;

    /// <summary>Multiplications up to which a product may be computed in another order of sums, and from which other threads are worth waking.</summary>
    private const int DifferentWork = 1 << 14, ParallelWork = 1 << 19;

    private readonly int _rows, _size;
    private readonly bool _isParallel;

    private WindowBlocks(int rows, int size, int count, bool isParallel) => (_rows, _size, Count, _isParallel) = (rows, size, count, isParallel);

    public int Count { get; }

    /// <summary>The first row of a block and the number of its rows: the last block takes what is left, less than two blocks.</summary>
    public (int First, int Rows) this[int block] => (block * _size, block == Count - 1 ? _rows - block * _size : _size);

    /// <param name="rows">The rows.</param>
    /// <param name="length">The numbers in a row.</param>
    /// <param name="columns">The numbers that each of them is multiplied by.</param>
    public static WindowBlocks Of(int rows, int length, int columns)
    {
        // A small batch is cut into some blocks, too, for all threads.
        int most = Math.Min(BlockNumbers / Math.Max(length, 1), rows / FewBlocks);
        int size = Math.Clamp(most / RowStep * RowStep, RowStep, MostRows);
        size = (int)Math.Min(Math.Max(size, DifferentWork / ((long)length * columns) + 1), rows);
        return new WindowBlocks(rows, size, Math.Max(1, rows / Math.Max(size, 1)), (long)rows * length * columns >= ParallelWork);
    }

    /// <summary>Blocks of whole groups of rows (the windows of an image), as few in each as a product needs.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="rows">The rows of a group.</param>
    /// <param name="length">The numbers in a row.</param>
    /// <param name="columns">The numbers that each of them is multiplied by.</param>
    public static WindowBlocks OfGroups(int groups, int rows, int length, int columns)
    {
        long work = (long)rows * length * columns;
        int size = (int)Math.Min(DifferentWork / work + 1, groups);
        return new WindowBlocks(groups, size, Math.Max(1, groups / size), groups * work >= ParallelWork);
    }

    /// <summary>Calls the work for each block, on several threads where it pays.</summary>
    public void Run(delegate*<void*, int, void> work, void* state)
    {
        if (_isParallel)
        {
            Workers.Run(Count, work, state);
            return;
        }

        for (int block = 0; block < Count; block++) work(state, block);
    }
}
