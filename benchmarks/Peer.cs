using System.Diagnostics;
using System.Globalization;

namespace Backprop.Benchmarks;

/// <summary>
/// Another library in a process of its own, which waits for the name of a workload and answers with the microseconds of a step:
/// first line out "ready" and the names it knows; then, for each line in, one number or "none".
/// </summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;
    private readonly HashSet<string> _names;

    private Peer(string name, int threads, Process process, IEnumerable<string> names) => (Name, Threads, _process, _names) = (name, threads, process, [.. names]);

    public string Name { get; }

    public int Threads { get; }

    /// <summary>Starts what is installed, each for one thread and, in a full run, for two.</summary>
    /// <param name="quick">Whether only one thread is asked for.</param>
    /// <param name="missing">Is told, in a sentence, what is not there.</param>
    public static List<Peer> StartAll(bool quick, Action<string> missing)
    {
        var peers = new List<Peer>();
        foreach (int threads in quick ? new[] { 1 } : [1, 2])
        {
            Add("libtorch", threads, StartLibtorch(threads));
            Add("NumPy and scikit-learn", threads, Start("NumPy and scikit-learn", Path.Combine(Folder, "numpy_sklearn.py"), ["serve"], threads));
        }

        return peers;

        void Add(string name, int threads, Peer? peer)
        {
            if (peer is not null) peers.Add(peer);
            else if (threads == 1) missing($"{name} is not installed here; ./bench --install-peers fetches it.");
        }
    }

    /// <summary>Starts libtorch in a process of its own, or returns null where it is not installed.</summary>
    public static Peer? StartLibtorch(int threads) => Start("libtorch", Path.Combine(Folder, "libtorch.sh"), ["serve", $"{threads}"], threads);

    public bool Knows(string workload) => _names.Contains(workload) || (workload.StartsWith("product-", StringComparison.Ordinal) && _names.Contains("product-*"));

    /// <summary>Seconds of one step, or null if the peer could not do it.</summary>
    public double? Sample(string workload)
    {
        _process.StandardInput.WriteLine(workload);
        _process.StandardInput.Flush();
        return double.TryParse(_process.StandardOutput.ReadLine(), CultureInfo.InvariantCulture, out double microseconds) ? microseconds / 1e6 : null;
    }

    /// <summary>The most bytes that the process has held so far, or null if it cannot say.</summary>
    public long? PeakBytes() => (long?)(Sample("peak-memory") * 1e6);

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(3_000)) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static string Folder => Path.Combine(Repository.Root, "benchmarks", "peers");

    private static Peer? Start(string name, string program, string[] arguments, int threads)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OPENBLAS_NUM_THREADS"] = start.Environment["OMP_NUM_THREADS"] = $"{threads}";
        start.Environment.Remove("OPENBLAS_CORETYPE");
        try
        {
            var process = Process.Start(start)!;
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            string[] words = process.StandardOutput.ReadLine()?.Split(' ') ?? [];
            if (words is ["ready", ..]) return new Peer(name, threads, process, words[1..]);
            process.Dispose();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // The interpreter is not there.
        }

        return null;
    }
}

/// <summary>Where the repository is: above this program.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Backprop.slnx"))) return folder.FullName;
        }

        return Environment.CurrentDirectory;
    }
}
