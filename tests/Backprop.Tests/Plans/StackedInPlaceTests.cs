using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Tests.Plans;

/// <summary>Stacks whose parts are computed where they are to lie hold what the trace holds, and what cannot lie there is copied.</summary>
public sealed class StackedInPlaceTests
{
    public static TheoryData<int> Rounds => [.. Enumerable.Range(0, 60)];

    /// <summary>A recurrence over steps whose states are stacked, forward and back, with a product over all of them.</summary>
    [Theory]
    [MemberData(nameof(Rounds))]
    public void Recurrences_have_the_bits_of_the_trace(int round)
    {
        var random = new Random(round);
        DType type = round % 4 == 0 ? DType.Float64 : DType.Float32;
        int steps = random.Next(2, 7), batch = random.Next(1, 5) * 4, width = random.Next(1, 9) * 4;
        Variable x = Variable.Of("x", Numbers([steps, batch, width], type, random)), w = Variable.Of("w", Numbers([width, width], type, random));
        Node state = BroadcastTo(Constant.Of(Tensor.Full(0, type, [])), [batch, width]);
        var states = new List<Node>();
        for (int step = 0; step < steps; step++)
        {
            state = Tanh(MatMul(state, w) + Reshape(SliceAxis(x, 0, step, step + 1), [batch, width]));
            states.Add(round % 3 == 0 && step == 1 ? state * 2 : state);
        }

        Node stack = Stack(states), product = MatMul(Reshape(stack, [steps * batch, width]), w);
        Node loss = Sum(product) + Sum(stack * x) + Sum(states[0]);
        IReadOnlyList<Node> results = round % 2 == 0 ? [loss, .. Gradient.Of(loss, [x, w])] : [stack, loss, states[^1], .. Gradient.Of(loss, [x, w])];
        Compare(results, null);
    }

    [Fact]
    public void Parts_that_are_computed_are_not_copied()
    {
        var random = new Random(3);
        Node x = Variable.Of("x", Numbers([4, 16], DType.Float32, random)), y = Variable.Of("y", Numbers([4, 16], DType.Float32, random)), w = Variable.Of("w", Numbers([16, 16], DType.Float32, random));
        Node sine = Sin(x), product = MatMul(sine, w), total = Sum(Reshape(MatMul(y, w), [4, 16, 1]), [-1]);
        Compare([Concatenate([sine, product, total], 0)], 0);
        Compare([Stack([sine, product]) * 2, product, sine], 0);
        Compare([Concatenate([Reshape(sine, [1, 8, 8]), Reshape(product, [1, 8, 8])], 0), Exp(sine)], 0);
        // A view of all of a part, and of all of the whole.
        Compare([MatMul(Reshape(Stack([sine, product]), [8, 16]), w), Sum(SliceAxis(Stack([sine, product]), 0, 1, 2))], 0);
    }

    [Fact]
    public void What_cannot_lie_there_is_copied()
    {
        var random = new Random(4);
        Node x = Variable.Of("x", Numbers([4, 16], DType.Float32, random)), odd = Variable.Of("odd", Numbers([3, 5], DType.Float32, random));
        Node sine = Sin(x), cosine = Cos(x);
        Placeholder fed = Placeholder.Of("fed", DType.Float32, [4, 16]);
        Compare([Concatenate([sine, sine], 0)], 1);
        Compare([Concatenate([sine, x], 0)], 1);
        Compare([Concatenate([Sin(odd), Cos(odd)], 0)], 1);
        Compare([Concatenate([SliceAxis(sine, 0, 0, 2), cosine], 0)], 1);
        Compare([Concatenate([sine, cosine], 1)], 1);
        // A value has one place: in the first whole that it is part of.
        Compare([Concatenate([sine, cosine], 0), Concatenate([cosine, Tan(x)], 0)], 1);
        Compare([Concatenate([Concatenate([sine, cosine], 0), Concatenate([Exp(x), Tan(x)], 0)], 0)], 1);
        Plan plan = Plan.Of([Concatenate([sine, fed + fed, fed], 0)]);
        plan.Feed(fed, Numbers([4, 16], DType.Float32, random));
        Assert.True(plan.Run());
        Assert.Contains(plan.Calls, call => call.Operations == "Concatenate");
    }

    /// <summary>Updates read a stack that is a guard, and a part of it, as the step computed them.</summary>
    [Fact]
    public void Updates_read_stacks_and_their_parts()
    {
        var random = new Random(5);
        Tensor start = Numbers([8, 16], DType.Float32, random), numbers = Numbers([4, 16], DType.Float32, random);
        Node x = Constant.Of(numbers);
        Variable whole = Variable.Of("whole", start.Clone()), part = Variable.Of("part", numbers.Clone());
        Node sine = Sin(x * part), cosine = Cos(x), stack = Concatenate([sine, cosine], 0);
        float[] expected = [.. start.ToArray<float>().Zip(Plan.Of([stack]).Trace()[stack].ToArray<float>(), (a, b) => a - b)], expectedPart = Plan.Of([sine]).Trace()[sine].ToArray<float>();
        Plan plan = Plan.Of([Sum(stack)], [new Update(whole, whole - stack), new Update(part, sine)], [stack]);
        Assert.True(plan.Run());
        Assert.Equal(expected, whole.Value.ToArray<float>());
        Assert.Equal(expectedPart, part.Value.ToArray<float>());
    }

    /// <summary>Gradients that one call takes for two variables lie side by side for it already: a stack of them, in the other order, is copied.</summary>
    [Fact]
    public void What_one_update_reads_together_stays_where_it_is()
    {
        var random = new Random(6);
        Variable first = Variable.Of("first", Numbers([4, 16], DType.Float32, random)), second = Variable.Of("second", Numbers([4, 16], DType.Float32, random));
        VariableBlock.Lay([first, second]);
        Node ofFirst = Sin(Constant.Of(Numbers([4, 16], DType.Float32, random))), ofSecond = Cos(Constant.Of(Numbers([4, 16], DType.Float32, random)));
        Node stack = Stack([ofSecond, ofFirst]), nextFirst = first - (ofFirst * 0.1), nextSecond = second - (ofSecond * 0.1);
        Trace trace = Plan.Of([stack, nextFirst, nextSecond]).Trace();
        Plan plan = Plan.Of([stack], [new Update(first, nextFirst), new Update(second, nextSecond)], [ofFirst, ofSecond]);
        Assert.True(plan.Run());
        Assert.Equal(trace[stack].ToArray<float>(), plan[stack].ToArray<float>());
        Assert.Equal(trace[nextFirst].ToArray<float>(), first.Value.ToArray<float>());
        Assert.Equal(trace[nextSecond].ToArray<float>(), second.Value.ToArray<float>());
        Assert.Contains(plan.Calls, call => call.Operations == "Concatenate");
        Assert.Contains(plan.Calls, call => call is { IsUpdate: true, Alike: 1 });
    }

    private static void Compare(IReadOnlyList<Node> results, int? copied)
    {
        Plan plan = Plan.Of(results);
        Trace trace = plan.Trace();
        for (int run = 0; run < 2; run++)
        {
            Assert.True(plan.Run());
            foreach (Node result in results) Assert.Equal(trace[result].ToArray<double>(), plan[result].ToArray<double>());
        }

        if (copied is { } count) Assert.Equal(count, plan.Calls.Count(call => call.Operations == "Concatenate"));
    }

    private static Tensor Numbers(Shape shape, DType type, Random random) => Tensor.From([.. Enumerable.Range(0, (int)shape.Size).Select(_ => random.NextDouble() - 0.5)], shape).Cast(type);
}
