using Backprop.Explanations;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Tests.Kernels;

/// <summary>
/// The kernel of every operation of the catalogue between guards: at the end of memory, where nothing is aligned, and at its start. It touches nothing that it
/// may not, leaves its inputs alone, writes all of its result, and gives the same bits wherever the numbers lie.
/// </summary>
public sealed class GuardedOperationTests
{
    public static TheoryData<string> Names => [.. Catalogue.All.Select(operation => operation.GetType().Name)];

    public static TheoryData<string> ElementwiseNames => [.. Catalogue.All.OfType<ElementwiseOperation>().Select(operation => operation.GetType().Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void On_its_samples(string name)
    {
        foreach (Sample sample in Catalogue.All.Where(operation => operation.GetType().Name == name).SelectMany(operation => operation.Samples()))
        {
            Tensor[] drawn = SampleDrawing.Draw(sample, 1);
            Check(sample.Operation, drawn);
            Check(sample.Operation, [.. drawn.Select(input => input.DType == DType.Float64 ? input.Cast(DType.Float32) : input)]);
        }
    }

    /// <summary>Every length up to four vectors: whole vectors, and every number of elements beside them.</summary>
    [Theory]
    [MemberData(nameof(ElementwiseNames))]
    public void On_every_length(string name)
    {
        ElementwiseOperation operation = Catalogue.All.OfType<ElementwiseOperation>().Single(operation => operation.GetType().Name == name);
        foreach (DType type in Enum.GetValues<DType>())
        {
            for (int length = 0; length <= 4 * 64 / Math.Max(type.Bytes, 4) + 1; length++)
            {
                Tensor[] inputs = [.. Enumerable.Range(0, operation.InputCount).Select(i => Numbers(length, operation is Where && i == 0 ? DType.Bool : type, i))];
                if (!Accepts(operation, inputs)) break;
                Check(operation, inputs);
            }
        }
    }

    private static void Check(Operation operation, Tensor[] inputs)
    {
        string what = $"{operation} of {string.Join(" and ", inputs.Select(input => input.Type))}";
        TensorType type = operation.Infer([.. inputs.Select(input => input.Type)]);
        var expected = new Tensor(type.DType, type.Shape);
        operation.Compute(inputs, expected);
        GuardedMemory[] guards = [.. inputs.Select(input => new GuardedMemory(input.Type.Bytes, GuardedMemory.ToRead))];
        using var result = new GuardedMemory(type.Bytes, GuardedMemory.ToWrite);
        foreach (bool atEnd in new[] { true, false })
        {
            Tensor[] held = [.. inputs.Zip(guards, (input, guard) => guard.Hold(input, atEnd))];
            Tensor output = result.Empty(type, atEnd);
            operation.Compute(held, output);
            result.AssertRestIsUntouched(what);
            Assert.True(Bytes(expected).SequenceEqual(Bytes(output)), $"{what} gives other bits where memory {(atEnd ? "ends" : "begins")}.");
            for (int i = 0; i < held.Length; i++)
            {
                guards[i].AssertRestIsUntouched(what);
                Assert.True(Bytes(inputs[i]).SequenceEqual(Bytes(held[i])), $"{what} changed its input {i}.");
            }
        }

        foreach (GuardedMemory guard in guards) guard.Dispose();
    }

    private static bool Accepts(Operation operation, Tensor[] inputs)
    {
        try
        {
            operation.Infer([.. inputs.Select(input => input.Type)]);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static Tensor Numbers(int length, DType type, int salt) =>
        Tensor.From([.. Enumerable.Range(0, length).Select(i => type.IsFloat ? 3 * Math.Sin(i * 12.9898 + salt * 78.233) : type == DType.Bool ? i % (2 + salt) % 2 : 1 + (i * 7 + salt * 3) % 11)], [length]).Cast(type);

    private static unsafe ReadOnlySpan<byte> Bytes(Tensor tensor) => new(tensor.Pointer, checked((int)tensor.Type.Bytes));
}
