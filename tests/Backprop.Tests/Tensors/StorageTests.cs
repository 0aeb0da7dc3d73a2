using Backprop.Tensors;

namespace Backprop.Tests.Tensors;

/// <summary>Memory of its own for every tensor, also where small ones share an array of the collector.</summary>
public sealed unsafe class StorageTests
{
    [Fact]
    public void Every_one_starts_on_a_line_holds_zeros_and_keeps_a_line_behind_it()
    {
        Storage[][] all = new Storage[4][];
        Parallel.For(0, all.Length, thread =>
        {
            var random = new Random(thread);
            all[thread] = [.. Enumerable.Range(0, 1500).Select(_ => new Storage(random.Next(random.Next(8) == 0 ? 20_000 : 1300)))];
        });

        long end = 0;
        foreach (Storage one in all.SelectMany(some => some).OrderBy(one => (nint)one.Pointer))
        {
            Assert.Equal(0, (nint)one.Pointer % Storage.Alignment);
            Assert.True((nint)one.Pointer >= end, "It begins where another may still be read.");
            end = (nint)one.Pointer + one.Bytes + Storage.Alignment;
            Assert.Equal(-1, new ReadOnlySpan<byte>(one.Pointer, (int)one.Bytes + Storage.Alignment).IndexOfAnyExcept((byte)0));
        }
    }

    [Fact]
    public void Numbers_stay_when_those_beside_them_go()
    {
        var random = new Random(3);
        List<(Storage Storage, byte Mark)> kept = [];
        for (int i = 0; i < 20_000; i++)
        {
            var one = new Storage(random.Next(400));
            byte mark = (byte)random.Next(256);
            new Span<byte>(one.Pointer, (int)one.Bytes).Fill(mark);
            if (random.Next(50) == 0) kept.Add((one, mark));
            if (i % 5000 == 0) GC.Collect();
        }

        Assert.All(kept, one => Assert.Equal(-1, new ReadOnlySpan<byte>(one.Storage.Pointer, (int)one.Storage.Bytes).IndexOfAnyExcept(one.Mark)));
    }

    /// <summary>Pinned objects of their own make every further allocation slower: a check of gradients took a hundred times as long late in a long-lived program.</summary>
    [Fact]
    public void Small_ones_lie_one_behind_the_other()
    {
        Storage[] all = [.. Enumerable.Range(0, 1000).Select(_ => new Storage(sizeof(double)))];
        int neighbours = all.Zip(all.Skip(1)).Count(pair => pair.Second.Pointer == pair.First.Pointer + 2 * Storage.Alignment);
        Assert.InRange(neighbours, 970, 999);
    }
}
