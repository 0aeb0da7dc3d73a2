using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Layers;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Tests.Plans;

/// <summary>What runs block by block of rows gives the bits of its operations run one by one, for any number of threads.</summary>
public sealed class RowProgramTests
{
    public static TheoryData<string, int, int> Cases()
    {
        var cases = new TheoryData<string, int, int>();
        foreach (string name in new[] { "normalised", "residual", "gradient", "scaled", "softmax", "softmax gradient", "centred", "lengths" })
        {
            // Whole vectors, rows with a rest, rows longer than a block of a sum, rows whose number no block divides.
            cases.Add(name, 512, 128);
            cases.Add(name, 337, 131);
            cases.Add(name, 41, 2500);
            cases.Add(name, 8191, 9);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_plan_equals_the_trace_bit_for_bit(string name, int rows, int length)
    {
        int before = Workers.Count;
        try
        {
            foreach (DType type in new[] { DType.Float32, DType.Float64 })
            {
                IReadOnlyList<Node> outputs = Build(name, rows, length, type);
                Plan plan = Plan.Of(outputs);
                Trace trace = Trace.Run(outputs);
                foreach (int count in new[] { 1, 2, 5 })
                {
                    Workers.Count = count;
                    plan.Run();
                    foreach (Node output in outputs) Assert.True(trace[output].Bytes(type).SequenceEqual(plan[output].Bytes(type)), $"{name} {type}, {count} threads: {output.Shape}\n{string.Join('\n', plan.Calls)}");
                }
            }
        }
        finally
        {
            Workers.Count = before;
        }
    }

    [Fact]
    public void Normalisation_is_one_call_and_keeps_nothing_in_between()
    {
        Plan plan = Plan.Of(Build("normalised", 512, 128, DType.Float32));
        Assert.Equal(1, plan.KernelCount);
        Assert.Equal(512 * 128 * 4, plan.ArenaBytes);
    }

    [Fact]
    public void What_is_small_is_left_alone() => Assert.True(Plan.Of(Build("normalised", 16, 8, DType.Float32)).KernelCount > 1);

    [Fact]
    public void After_the_first_run_nothing_is_allocated()
    {
        Plan plan = Plan.Of(Build("gradient", 512, 128, DType.Float32));
        Assert.Equal(0, Allocation.OfRepeated(() => plan.Run()));
    }

    private static IReadOnlyList<Node> Build(string name, int rows, int length, DType type)
    {
        Variable x = Numbers("x", type, rows, length), other = Numbers("other", type, rows, length), upstream = Numbers("g", type, rows, length), bias = Numbers("b", type, length);
        var layer = new LayerNormalization(dtype: type, gammaInitializer: new Initializers.RandomNormal(seed: 3), betaInitializer: new Initializers.RandomNormal(seed: 4));
        var context = new CallContext(false);
        switch (name)
        {
            case "normalised": return [layer.Apply(x, context)];
            case "residual":
                Node sum = x + bias + other;
                return [layer.Apply(sum, context), Sum(sum, [0])];
            case "gradient":
                Node loss = Sum(layer.Apply(x, context) * upstream);
                return [loss, Gradient.Of(loss, x), .. layer.TrainableWeights.Select(weight => Gradient.Of(loss, weight.Variable))];
            case "scaled": return [new LayerNormalization(dtype: type, rmsScaling: true).Apply(x, context)];
            case "softmax": return [Softmax(x * 0.5 + other), Sum(x, [1])];
            case "softmax gradient":
                Node weighted = Sum(Softmax(x) * upstream);
                return [weighted, Gradient.Of(weighted, x)];
            case "centred": return [Sum((x - Mean(x, [1], keepDims: true)) * other, [1]), (x - Mean(x, [1], keepDims: true)) * other];
            // A view between two of the calls, and a value that is read outside too.
            default:
                Node squares = Sum(Square(x), [1]);
                return [x * Reshape(1 / Sqrt(squares), [rows, 1]), squares];
        }
    }

    private static Variable Numbers(string name, DType type, params int[] shape)
    {
        long size = Shape.Create(shape).Size;
        return Variable.Of(name, Tensor.From(Enumerable.Range(0, (int)size).Select(i => Math.Sin(i * 12.9898 + name.Length * 78.233) * 3).ToArray(), Shape.Create(shape)).Cast(type));
    }
}

file static class Bits
{
    public static ReadOnlySpan<byte> Bytes(this Tensor tensor, DType type) => type == DType.Float32
        ? System.Runtime.InteropServices.MemoryMarshal.AsBytes(tensor.AsSpan<float>())
        : System.Runtime.InteropServices.MemoryMarshal.AsBytes(tensor.AsSpan<double>());
}
