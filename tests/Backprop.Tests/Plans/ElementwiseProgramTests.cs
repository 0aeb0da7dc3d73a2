using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Optimizers;
using Backprop.Plans;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Tests.Plans;

/// <summary>Fused elementwise programs against loops written out, and formulas with a loop of their own against each operation by itself.</summary>
public sealed class ElementwiseProgramTests
{
    /// <summary>Rows that are shorter, as long and longer than a block, multiples of a vector and not.</summary>
    public static TheoryData<int, int> RowsAndColumns()
    {
        var data = new TheoryData<int, int>();
        foreach (int columns in new[] { 1, 2, 10, 16, 37, 128, 500, 512, 513, 1000, 1040, 2048, 3001 })
        {
            foreach (int rows in new[] { 1, 3, 64, 131 }) data.Add(rows, columns);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(RowsAndColumns))]
    public void What_repeats_for_rows_columns_or_everything_is_read_where_it_belongs(int rows, int columns)
    {
        float[] x = Numbers(rows * columns, 1.7f), perColumn = Numbers(columns, 0.3f), perRow = Numbers(rows, 2.3f);
        bool[] chosen = [.. Enumerable.Range(0, columns).Select(i => i % 3 == 0)];
        Variable all = Variable.Of("x", Tensor.From(x, [rows, columns])), bias = Variable.Of("bias", Tensor.From(perColumn, [columns])), scale = Variable.Of("scale", Tensor.From(perRow, [rows, 1]));
        Variable mask = Variable.Of("mask", Tensor.From(chosen, [columns]));
        Node y = Where(mask, (all + bias) * scale, all - 3);
        Plan plan = Plan.Of([y]);
        Assert.Single(plan.Calls);
        plan.Run();
        float[] actual = plan[y].ToArray<float>();
        for (int i = 0; i < actual.Length; i++)
        {
            (int row, int column) = Math.DivRem(i, columns);
            Assert.Equal(chosen[column] ? (x[i] + perColumn[column]) * perRow[row] : x[i] - 3, actual[i]);
        }
    }

    [Fact]
    public void A_result_larger_than_the_caches_is_whole_to_the_last_element()
    {
        const int Count = (9 << 20) + 5;
        Variable x = Variable.Of("x", Tensor.From(Enumerable.Range(0, Count).ToArray(), [Count]).Cast(DType.Float32));
        Node y = 2 * x + 1;
        Plan plan = Plan.Of([y]);
        plan.Run();
        ReadOnlySpan<float> actual = plan[y].AsSpan<float>();
        for (int i = 0; i < Count; i++)
        {
            if (actual[i] != 2f * i + 1) Assert.Fail($"Element {i} is {actual[i]}.");
        }
    }

    [Theory]
    [InlineData(1, DType.Float32)]
    [InlineData(15, DType.Float32)]
    [InlineData(17, DType.Float64)]
    [InlineData(4099, DType.Float32)]
    [InlineData(70_001, DType.Float64)]
    public void Adam_is_one_loop_with_the_bits_of_its_operations(int count, DType type)
    {
        Variable weight = Variable.Of("w", Tensor.From(Numbers(count, 0.7f), [count]).Cast(type)), gradient = Variable.Of("g", Tensor.From(Numbers(count, 1.1f), [count]).Cast(type));
        IReadOnlyList<Update> updates = new Adam().Apply([new Parameter(weight, gradient)]);
        Plan plan = Plan.Of([], updates);
        // What fits one vector is a small call, which has no loop at all.
        Assert.Equal(count > 16, plan.Calls.Any(call => call.IsOneLoop && call.Shape == weight.Shape));
        for (int step = 0; step < 3; step++)
        {
            Trace trace = plan.Trace();
            plan.Run();
            foreach (Update update in updates) Assert.Equal(trace[update.Value].Cast(DType.Float64).ToArray<double>(), update.Variable.Value.Cast(DType.Float64).ToArray<double>());
        }
    }

    private static float[] Numbers(int count, float step) => [.. Enumerable.Range(0, count).Select(i => MathF.Sin(step * (i + 1)))];
}
