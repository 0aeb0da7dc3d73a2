using Backprop.Graphs;

namespace Backprop.Plans;

/// <summary>
/// Offsets for values whose lives are known beforehand: those that live at the same time share no byte. Against the order of the schedule first: what the forward pass keeps for
/// the backward pass dies in the opposite order, so looked at from the end it is a stack, with what lives briefly on top of it. Where that leaves gaps, in the order of the schedule; then by size.
/// </summary>
internal static class Placement
{
    /// <summary>Placing by size takes the square of the number of blocks: it is for that many at most.</summary>
    private const int MostBySize = 8192;

    /// <summary>Another way is tried where the gaps make up more than a fiftieth; where there are many blocks, which takes time, a fifteenth.</summary>
    private const int Many = 2048, Wasted = 50, WastedOfMany = 15;

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
        long bytes = PlaceFromTheEnd(blocks), enough = least + least / (blocks.Count <= Many ? Wasted : WastedOfMany);
        Try(PlaceInOrder);
        if (blocks.Count <= MostBySize) Try(PlaceBySize);
        return bytes;

        void Try(Func<List<Block>, long> place)
        {
            if (bytes <= enough) return;
            long[] offsets = [.. blocks.Select(block => block.Offset)];
            long other = place(blocks);
            if (other < bytes)
            {
                bytes = other;
                return;
            }

            for (int i = 0; i < offsets.Length; i++) blocks[i].Offset = offsets[i];
        }
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

    /// <summary>Takes and gives back places in the order of the schedule, what lives longest first; returns the bytes of the arena.</summary>
    private static long PlaceInOrder(List<Block> blocks) => PlaceAsTheyBegin(Sorted(blocks, block => ((long)block.Start << 31) - block.End), block => block.Start, block => block.End);

    /// <summary>The same from the end: a place is taken where the value is read for the last time, and given back where it is computed.</summary>
    private static long PlaceFromTheEnd(List<Block> blocks) => PlaceAsTheyBegin(Sorted(blocks, block => block.Start - ((long)block.End << 31)), block => -block.End, block => -block.Start);

    private static Block[] Sorted(List<Block> blocks, Func<Block, long> key)
    {
        Block[] sorted = [.. blocks];
        Array.Sort([.. blocks.Select(key)], sorted);
        return sorted;
    }

    private static long PlaceAsTheyBegin(IReadOnlyList<Block> blocks, Func<Block, int> begin, Func<Block, int> end)
    {
        var arena = new Arena();
        var ending = new PriorityQueue<Block, int>();
        foreach (Block block in blocks)
        {
            while (ending.TryPeek(out Block? ended, out int at) && at < begin(block))
            {
                arena.GiveBack(ended.Offset, ended.Bytes);
                ending.Dequeue();
            }

            block.Offset = arena.Take(block.Bytes);
            ending.Enqueue(block, end(block));
        }

        return arena.Bytes;
    }

    /// <summary>A place in the arena, from the unit that writes it to the last one that reads it.</summary>
    public sealed class Block(IReadOnlyList<Node> nodes, int start, int end)
    {
        public IReadOnlyList<Node> Nodes => nodes;

        /// <summary>The value that the nodes make up together, if there is one.</summary>
        public Node? Whole { get; set; }

        public int Start => start;

        public int End { get; set; } = end;

        public long Bytes { get; } = Arena.Round(nodes.Sum(node => node.Type.Bytes));

        public long Offset { get; set; }
    }
}
