using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Benchmarks;

/// <summary>A level of memory: how many bytes it holds, and how many a thread moves there in a second.</summary>
/// <param name="Name">L2, L3 or memory.</param>
/// <param name="Holds">What fits, in bytes.</param>
/// <param name="BytesPerSecond">Of a triad a = b + s·c, two read and one written.</param>
internal sealed record MemoryLevel(string Name, long Holds, double BytesPerSecond);

/// <summary>What the processor can do, measured: multiply-adds when nothing has to come from memory, and bytes for each level of memory.</summary>
internal sealed class Machine
{
    private Machine(double peak, IReadOnlyList<MemoryLevel> levels) => (MultiplyAddsPerSecond, Levels) = (peak, levels);

    /// <summary>float32 multiply-adds per second of one thread, in registers.</summary>
    public double MultiplyAddsPerSecond { get; }

    /// <summary>Second-level cache, last-level cache, memory.</summary>
    public IReadOnlyList<MemoryLevel> Levels { get; }

    /// <summary>The level in which this many bytes lie.</summary>
    public MemoryLevel LevelOf(double bytes) => Levels.First(level => bytes <= level.Holds || level == Levels[^1]);

    /// <summary>The processor, as it calls itself, and the vectors that are used on it.</summary>
    public static string Description => $"{Processor()}, {Environment.ProcessorCount} processors, vectors of {(Vector512.IsHardwareAccelerated ? 512 : 256)} bits, .NET {Environment.Version}, {RuntimeInformation.OSDescription}";

    /// <summary>The shortest step that the machine allows: multiply-adds at the peak, plus bytes at the bandwidth of the level that holds them.</summary>
    public double Floor(double multiplyAdds, double bytes, double workingSet) => multiplyAdds / MultiplyAddsPerSecond + bytes / LevelOf(workingSet).BytesPerSecond;

    public static Machine Measure(bool quick)
    {
        long second = CacheBytes(2, 1 << 20), last = Math.Max(CacheBytes(3, 32 << 20), 2 * second);
        return new Machine(ProcessorPeak.MultiplyAddsPerSecond(samples: quick ? 10 : 30),
        [
            new MemoryLevel("L2", second, Bandwidth(second / 2, quick)),
            new MemoryLevel("L3", last, Bandwidth(last / 4, quick)),
            new MemoryLevel("memory", long.MaxValue, Bandwidth(Math.Min(4 * last, 512 << 20), quick)),
        ]);
    }

    /// <summary>Three arrays that together have this many bytes.</summary>
    private static unsafe double Bandwidth(long bytes, bool quick)
    {
        int count = (int)(bytes / 3 / sizeof(float)) / 64 * 64;
        Tensor[] arrays = [.. Enumerable.Range(0, 3).Select(_ => new Tensor(DType.Float32, [count]))];
        foreach (Tensor array in arrays) array.AsWritableSpan<float>().Fill(1);
        int repeats = (int)Math.Max(1, (quick ? 20e6 : 60e6) / (3.0 * sizeof(float) * count));
        double best = double.MaxValue;
        for (int sample = 0; sample < (quick ? 5 : 15); sample++)
        {
            long start = Stopwatch.GetTimestamp();
            fixed (float* a = arrays[0].AsWritableSpan<float>(), b = arrays[1].AsWritableSpan<float>(), c = arrays[2].AsWritableSpan<float>())
            {
                for (int i = 0; i < repeats; i++) Triad(a, b, c, count);
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return 3.0 * sizeof(float) * count * repeats / best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe void Triad(float* a, float* b, float* c, int count)
    {
        Vector512<float> s = Vector512.Create(0.5f);
        for (int i = 0; i < count; i += 64)
        {
            Vector512<float> b0 = Vector512.Load(b + i), b1 = Vector512.Load(b + i + 16), b2 = Vector512.Load(b + i + 32), b3 = Vector512.Load(b + i + 48);
            (b0 + s * Vector512.Load(c + i)).Store(a + i);
            (b1 + s * Vector512.Load(c + i + 16)).Store(a + i + 16);
            (b2 + s * Vector512.Load(c + i + 32)).Store(a + i + 32);
            (b3 + s * Vector512.Load(c + i + 48)).Store(a + i + 48);
        }
    }

    /// <summary>What Linux says of the cache of a level; elsewhere a usual size.</summary>
    private static long CacheBytes(int level, long otherwise)
    {
        for (int index = 0; index < 8; index++)
        {
            string folder = $"/sys/devices/system/cpu/cpu0/cache/index{index}";
            if (!Directory.Exists(folder)) break;
            if (File.ReadAllText(Path.Combine(folder, "level")).Trim() != $"{level}") continue;
            string size = File.ReadAllText(Path.Combine(folder, "size")).Trim();
            if (long.TryParse(size.TrimEnd('K', 'M'), out long number)) return number << (size.EndsWith('M') ? 20 : 10);
        }

        return otherwise;
    }

    private static string Processor()
    {
        const string File = "/proc/cpuinfo";
        if (!System.IO.File.Exists(File)) return RuntimeInformation.ProcessArchitecture.ToString();
        string[] lines = [.. System.IO.File.ReadLines(File).Take(30)];
        return $"{Field("model name")} (family {Field("cpu family")}, model {Field("model")})";

        string Field(string name) => lines.FirstOrDefault(line => line.Split(':')[0].Trim() == name)?.Split(':')[1].Trim() ?? "?";
    }
}
