using Backprop.Graphs;

namespace Backprop.Plans;

/// <summary>
/// Offsets for values whose lives are known beforehand: those that live at the same time share no byte. In the order of the schedule first, as memory is usually taken
/// and given back; where that leaves gaps, by size, if that needs less.
/// </summary>
internal static class Placement
{
    /// <summary>Placing by size takes the square of the number of blocks: it is tried where the gaps make up more than a fiftieth, for that many blocks at most.</summary>
    private const int MostWasted = 50, MostBySize = 2048;

    /// <summary>The most bytes that live at the same time: no placement needs less.</summary>
    public static long LiveAtOnce(List<Block> blocks, int positions)
    {
        var change = new long[positions + 1];
        foreach (Block block in blocks)
        {
            change[block.Start] += block.Bytes;
            change[Math.Min(block.End, positions - 1) + 1] -= block.Bytes;
        }

        (long most, long now) = (0, 0);
        foreach (long bytes in change) most = Math.Max(most, now += bytes);
        return most;
    }

    /// <summary>Gives every block its offset; returns the bytes of the arena.</summary>
    /// <param name="blocks">The blocks, in the order in which they begin.</param>
    /// <param name="least">What lives at once.</param>
    public static long Place(List<Block> blocks, long least)
    {
        long inOrder = PlaceInOrder(blocks);
        if (inOrder <= least + least / MostWasted || blocks.Count > MostBySize) return inOrder;
        long[] offsets = [.. blocks.Select(block => block.Offset)];
        long bySize = PlaceBySize(blocks);
        if (bySize < inOrder) return bySize;
        for (int i = 0; i < offsets.Length; i++) blocks[i].Offset = offsets[i];
        return inOrder;
    }

    /// <summary>
    /// The largest first, each into the smallest gap between those that live at the same time.
    /// Source: Pisarchyk, Lee: Efficient Memory Management for Deep Neural Net Inference, 2020 ("greedy by size").
    /// </summary>
    private static long PlaceBySize(List<Block> blocks)
    {
        long bytes = 0;
        var placed = new List<Block>(blocks.Count); // by offset
        foreach (Block block in blocks.OrderByDescending(block => block.Bytes).ThenBy(block => block.Start))
        {
            (long best, long smallest, long end) = (-1, long.MaxValue, 0);
            foreach (Block other in placed)
            {
                if (other.End < block.Start || other.Start > block.End) continue;
                long gap = other.Offset - end;
                if (gap >= block.Bytes && gap < smallest) (best, smallest) = (end, gap);
                end = Math.Max(end, other.Offset + other.Bytes);
            }

            block.Offset = best < 0 ? end : best;
            bytes = Math.Max(bytes, block.Offset + block.Bytes);
            int place = placed.FindIndex(other => other.Offset > block.Offset);
            placed.Insert(place < 0 ? placed.Count : place, block);
        }

        return bytes;
    }

    /// <summary>Takes and gives back places in the order of the schedule; returns the bytes of the arena.</summary>
    private static long PlaceInOrder(List<Block> blocks)
    {
        var arena = new Arena();
        var ending = new PriorityQueue<Block, int>();
        foreach (Block block in blocks)
        {
            while (ending.TryPeek(out Block? ended, out int end) && end < block.Start)
            {
                arena.GiveBack(ended.Offset, ended.Bytes);
                ending.Dequeue();
            }

            block.Offset = arena.Take(block.Bytes);
            ending.Enqueue(block, block.End);
        }

        return arena.Bytes;
    }

    /// <summary>A place in the arena, from the unit that writes it to the last one that reads it.</summary>
    public sealed class Block(IReadOnlyList<Node> nodes, int start, int end)
    {
        public IReadOnlyList<Node> Nodes => nodes;

        public int Start => start;

        public int End => end;

        public long Bytes { get; } = Arena.Round(nodes.Sum(node => node.Type.Bytes));

        public long Offset { get; set; }
    }
}
