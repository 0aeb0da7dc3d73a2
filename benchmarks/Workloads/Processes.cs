using System.Diagnostics;
using System.Globalization;
using Backprop.Data;
using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Operations;
using Backprop.Optimizers;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Benchmarks.Workloads;

/// <summary>What is measured from the start of a process: this program is started again with the name of what it is to do.</summary>
internal static class Processes
{
    /// <summary>The network that scikit-learn trains beside ours: 784-256-10, Adam, batch 64, this many epochs; ours is then right for 88.8 % of the test images.</summary>
    private const int Epochs = 8;

    public static IEnumerable<Workload> All()
    {
        yield return new Workload("first-step", "start of a program", () => Child("first-step")) { IsQuick = true };
        yield return new Workload("planning", "start of a program", () => Child("planning"));
        yield return new Workload("fashion-mnist", "time to accuracy", () => Child("fashion-mnist"));
        if (!File.Exists(NativeProgram)) yield break;
        yield return new Workload("first-step-native", "ahead of time", () => Child("first-step", NativeProgram));
        yield return new Workload("seeds-call-native", "ahead of time", () => Child("seeds-call", NativeProgram));
        yield return new Workload("mlp-32-native", "ahead of time", () => Child("mlp-32", NativeProgram));
    }

    /// <summary>Where ./bench --native publishes this program.</summary>
    private static string NativeProgram => Path.Combine(Repository.Root, "artifacts", "bench-native", "Backprop.Benchmarks");

    /// <summary>A step that starts a process: it prints the seconds that count, or nothing where all its time until then counts.</summary>
    public static Step Child(string task, string? program = null)
    {
        return new Step(Run);

        double Run()
        {
            var start = new ProcessStartInfo(program ?? Environment.ProcessPath!, program is null && IsHost ? [Path.Combine(AppContext.BaseDirectory, "Backprop.Benchmarks.dll"), "child", task] : ["child", task]) { RedirectStandardOutput = true };
            long began = Stopwatch.GetTimestamp();
            using var process = Process.Start(start)!;
            string line = process.StandardOutput.ReadLine() ?? "";
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            process.WaitForExit();
            if (process.ExitCode != 0) throw new InvalidOperationException($"The program that measures {task} ended with exit code {process.ExitCode}.");
            return double.TryParse(line, CultureInfo.InvariantCulture, out double own) ? own : seconds;
        }
    }

    /// <summary>Whether this program runs in the host dotnet rather than by itself.</summary>
    private static bool IsHost => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";

    /// <summary>What the started process does.</summary>
    public static int RunChild(string task)
    {
        Kernels.Workers.Count = 1;
        if (ResidentMemory.RunChild(task) is { } code) return code;
        switch (task)
        {
            case "first-step":
                Seeds.Call();
                Console.WriteLine("done");
                return 0;
            case "seeds-call":
                Seeds.Call();
                long start = Stopwatch.GetTimestamp();
                Seeds.Call();
                Console.WriteLine(Stopwatch.GetElapsedTime(start).TotalSeconds.ToString(CultureInfo.InvariantCulture));
                return 0;
            case "planning":
                Console.WriteLine(Planning().ToString(CultureInfo.InvariantCulture));
                return 0;
            case "fashion-mnist":
                double accuracy = FashionMnist();
                Console.WriteLine("done");
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"fashion-mnist: test accuracy {accuracy:P1} after {Epochs} epochs"));
                return 0;
            default:
                ReferenceModel reference = ReferenceModel.Of(task);
                var times = new double[9];
                for (int i = -3; i < times.Length; i++)
                {
                    start = Stopwatch.GetTimestamp();
                    reference.Model.Fit(reference.X, reference.Y, batchSize: reference.Batch, shuffle: false);
                    if (i >= 0) times[i] = Stopwatch.GetElapsedTime(start).TotalSeconds / reference.Steps;
                }

                Console.WriteLine(times.Order().ElementAt(times.Length / 2).ToString(CultureInfo.InvariantCulture));
                return 0;
        }
    }

    /// <summary>The seconds in which the loss and the gradients of two bidirectional LSTM layers over 1,000 time steps are planned, once their expressions are written.</summary>
    private static double Planning()
    {
        var model = new Sequential { new Bidirectional(new LSTM(16, returnSequences: true)), new Bidirectional(new LSTM(16)), new Dense(1) };
        Placeholder x = Placeholder.Of("x", DType.Float32, [4, 1000, 8]), y = Placeholder.Of("y", DType.Float32, [4, 1]);
        Node loss = Functions.Mean(Functions.Square(model.Apply(x, new CallContext(training: true)) - y));
        IReadOnlyList<Node> gradients = Gradient.Of(loss, [.. model.TrainableWeights.Select(weight => weight.Variable)]);
        long start = Stopwatch.GetTimestamp();
        var plan = Plan.Of([loss], guards: gradients);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        GC.KeepAlive(plan);
        return seconds;
    }

    private static double FashionMnist()
    {
        ImageData data = Datasets.FashionMnist();
        var model = new Sequential { new Flatten(), new Dense(256, "relu"), new Dense(10) };
        model.Compile(new Adam(), new SparseCategoricalCrossentropy(fromLogits: true), metrics: ["accuracy"]);
        model.Fit(data.TrainImages, data.TrainLabels, epochs: Epochs, batchSize: 64);
        return model.Evaluate(data.TestImages, data.TestLabels, batchSize: 1_000)["accuracy"];
    }
}
