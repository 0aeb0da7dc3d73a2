using Backprop.Kernels;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Tests.Kernels;

/// <summary>
/// Fused elementwise programs between guards, on every small table: inputs that are broadcast along rows, along columns, from one number and from truth values, results
/// that leave in the middle, at the end and as truth values, and a result in the memory of an input. They have the bits of the operations one by one.
/// </summary>
public sealed class GuardedProgramTests
{
    public static TheoryData<DType> Types => [DType.Float32, DType.Float64, DType.Int32, DType.Int64];

    [Theory]
    [MemberData(nameof(Types))]
    public void A_program_has_the_bits_of_its_operations(DType type)
    {
        for (int rows = 1; rows <= 5; rows++)
        {
            for (int columns = 1; columns <= 40; columns++) Check(type, rows, columns, inPlace: columns % 2 == 0);
        }

        // More than one block, and more than one thread's part.
        Check(type, 7, 1003, inPlace: false);
        Check(type, 3, 33001, inPlace: true);
    }

    private static void Check(DType type, int rows, int columns, bool inPlace)
    {
        Shape shape = [rows, columns];
        Tensor whole = Numbers(type, shape, 1), row = Numbers(type, [columns], 2), column = Numbers(type, [rows, 1], 3), single = Numbers(type, [], 4), truth = Numbers(DType.Float32, shape, 5).Cast(DType.Bool);
        // y = where(truth, max(whole · row, column) + single, whole); the larger one is kept as well, and where it is greater than whole.
        Tensor product = Compute(new Multiply(), whole, row), larger = Compute(new Maximum(), product, column), sum = Compute(new Add(), larger, single);
        Tensor chosen = Compute(new Where(), truth, sum, whole), greater = Compute(new Greater(), larger, whole);

        Tensor[] inputs = [whole, row, column, single, truth];
        ElementwiseStep[] steps =
        [
            new(new Multiply().Code, 0, 1), new(new Maximum().Code, 5, 2), new(new Add().Code, 6, 3), new(new Where().Code, 4, 7, 0), new(new Greater().Code, 6, 0),
        ];
        GuardedMemory[] guards = [.. inputs.Append(larger).Append(greater).Append(chosen).Select(tensor => new GuardedMemory(tensor.Type.Bytes, GuardedMemory.ToWrite))];
        foreach (bool atEnd in new[] { true, false })
        {
            Tensor[] held = [.. inputs.Zip(guards, (input, guard) => guard.Hold(input, atEnd))];
            Tensor keptLarger = guards[5].Empty(larger.Type, atEnd), keptGreater = guards[6].Empty(greater.Type, atEnd), kept = inPlace ? held[0] : guards[7].Empty(chosen.Type, atEnd);
            new ElementwiseProgram(type, shape, held, steps, [(6, keptLarger), (9, keptGreater), (8, kept)]).Run();
            string what = $"The program on {type} ({rows}, {columns}){(inPlace ? " in place" : "")}";
            foreach (GuardedMemory guard in inPlace ? guards[..7] : guards) guard.AssertRestIsUntouched(what);
            Same(larger, keptLarger, what);
            Same(greater, keptGreater, what);
            Same(chosen, kept, what);
        }

        foreach (GuardedMemory guard in guards) guard.Dispose();
    }

    private static Tensor Compute(ElementwiseOperation operation, params Tensor[] inputs)
    {
        TensorType type = operation.Infer([.. inputs.Select(input => input.Type)]);
        var output = new Tensor(type.DType, type.Shape);
        operation.Compute(inputs, output);
        return output;
    }

    private static Tensor Numbers(DType type, Shape shape, int salt) =>
        Tensor.From([.. Enumerable.Range(0, (int)shape.Size).Select(i => type == DType.Float32 && salt == 5 ? i % 3 % 2 : Math.Round(90 * Math.Sin(i * 12.9898 + salt * 78.233)) / (type.IsFloat ? 8 : 1))], shape).Cast(type);

    private static unsafe void Same(Tensor expected, Tensor actual, string what) =>
        Assert.True(new ReadOnlySpan<byte>(expected.Pointer, checked((int)expected.Type.Bytes)).SequenceEqual(new ReadOnlySpan<byte>(actual.Pointer, checked((int)actual.Type.Bytes))), what);
}
