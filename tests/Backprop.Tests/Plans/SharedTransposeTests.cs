using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Plans;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Tests.Plans;

/// <summary>A matrix that many products read transposed is turned once, and every number stays the same to the bit.</summary>
public sealed class SharedTransposeTests
{
    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    [InlineData(6, 1)]
    public void A_matrix_is_turned_once_for_three_or_more_products(int steps, int transpositions)
    {
        Variable kernel = Variable.Of("kernel", Numbers([33, 33])), start = Variable.Of("start", Numbers([20, 33]));
        Node state = start;
        for (int step = 0; step < steps; step++) state = Tanh(MatMul(state, kernel));
        Node loss = Sum(state);
        IReadOnlyList<Node> gradients = Gradient.Of(loss, [kernel, start]);
        Plan plan = Plan.Of([loss, .. gradients]);
        plan.Run();
        Trace trace = plan.Trace();
        Assert.Equal(transpositions, plan.Calls.Count(call => call.Operations == "Transpose"));
        foreach (Node node in gradients.Prepend(loss)) Assert.Equal(trace[node].ToArray<float>(), plan[node].ToArray<float>());
    }

    private static Tensor Numbers(Shape shape) => Tensor.From([.. Enumerable.Range(0, checked((int)shape.Size)).Select(i => 0.2f * MathF.Sin(1.7f * i))], shape);
}
