using System.Globalization;
using Backprop.Benchmarks;
using Backprop.Benchmarks.Workloads;
using Backprop.Kernels;

// Measures what this machine can do, then our workloads beside the peers that are installed. Help: ./bench --help
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Workers.Count = 1;
switch (args)
{
    case ["profile", string name]:
        Profile.Print(name);
        return 0;
    case ["child", string task]:
        return Processes.RunChild(task);
}

if (Options.Parse(args, Console.Error) is not { } options) return 2;
Workload[] chosen = [.. Catalogue.Find(options.Filter).Where(workload => !options.Quick || workload.IsQuick)];
string[] memory = [.. ResidentMemory.Names.Where(name => !options.Quick && (options.Filter is null || name.Contains(options.Filter, StringComparison.OrdinalIgnoreCase)))];
if (chosen.Length + memory.Length == 0)
{
    Console.Error.WriteLine($"No workload has {options.Filter} in its name{(options.Quick ? " and is part of a quick run" : "")}. There are {string.Join(", ", Catalogue.All.Select(workload => workload.Name).Concat(ResidentMemory.Names))}.");
    return 2;
}

var machine = Machine.Measure(options.Quick);
var notes = new List<string>();
List<Peer> peers = options.NoPeers ? [] : Peer.StartAll(options.Quick, notes.Add);
var report = new Report(machine, notes);
Console.Write(report.Heading());
foreach (Workload workload in chosen)
{
    try
    {
        Result result = Measurement.Take(workload, machine, peers, options.Quick);
        report.Results.Add(result);
        Console.Write(report.Line(result));
    }
    catch (Exception e) when (e is InvalidOperationException or Backprop.Data.DataFormatException)
    {
        notes.Add($"{workload.Name} was not measured: {e.Message}");
    }
}

foreach (Peer peer in peers) peer.Dispose();
foreach (string name in memory)
{
    report.Memory.Add(ResidentMemory.Measure(name, !options.NoPeers));
    Console.WriteLine(report.Memory[^1]);
}

Console.Write(report.Ending());
if (options.Text is not null) File.WriteAllText(options.Text, report.Text());
if (options.Json is not null) File.WriteAllText(options.Json, report.Json());
if (options.Svg is not null) File.WriteAllText(options.Svg, SvgChart.Of(report));
return 0;
