using Backprop.Differentiation;
using Backprop.Explanations;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Tests.Differentiation;

/// <summary>Gradients of what is used step by step: few passes over the whole, and the right numbers.</summary>
public sealed class ContributionSumTests
{
    [Theory]
    [InlineData("0:1 1:2 2:3 3:4 4:5")]
    [InlineData("3:5 0:2")]
    [InlineData("0:2 1:3 2:4 3:5")]
    [InlineData("1:2 1:3 0:5")]
    public void Parts_of_an_axis_are_put_side_by_side(string cuts)
    {
        foreach (int axis in new[] { 0, 1 })
        {
            GradientCheck.Of(inputs => Loss(inputs[0]), [Numbers([5, 5])]).AssertAgrees();

            Node Loss(Node whole)
            {
                Node sum = Sum(whole) * 0.5;
                foreach (string cut in cuts.Split(' '))
                {
                    int[] edges = [.. cut.Split(':').Select(int.Parse)];
                    sum += Sum(Tanh(SliceAxis(whole, axis, edges[0], edges[1])) * (edges[0] + 1));
                }

                return sum;
            }
        }
    }

    [Fact]
    public void A_sequence_read_step_by_step_has_a_gradient_without_padding()
    {
        const int Steps = 50;
        Variable x = Variable.Of("x", Numbers([Steps, 2, 3]));
        Node state = Constant.Of(new Tensor(DType.Float64, [2, 3]));
        for (int step = 0; step < Steps; step++) state = Tanh(state + Reshape(SliceAxis(x, 0, step, step + 1), [2, 3]));
        Node gradient = Gradient.Of(Sum(state), x);
        IReadOnlyList<OperationNode> nodes = [.. Graph.Order(gradient).OfType<OperationNode>()];
        Assert.DoesNotContain(nodes, node => node.Operation is Pad);
        Assert.Equal(x.Shape, Assert.Single(nodes, node => node.Operation is Concatenate).Shape);
    }

    [Fact]
    public void Shared_weights_have_one_product_and_one_sum()
    {
        const int Steps = 6;
        Tensor[] numbers = [Numbers([Steps, 2, 3]), Numbers([4, 4]), Numbers([4]), Numbers([3, 4])];
        Variable[] variables = [.. numbers.Select((tensor, i) => Variable.Of($"v{i}", tensor))];
        IReadOnlyList<OperationNode> nodes = [.. Graph.Order(Gradient.Of(Loss(variables), [variables[1], variables[2], variables[3]])).OfType<OperationNode>()];
        Assert.Equivalent(new Shape[] { [4, 4], [3, 4] }, nodes.Where(node => node.Operation is MatMul { TransposeA: true }).Select(node => node.Shape));
        Assert.Single(nodes, node => node.Operation is Sum);
        GradientCheck.Of(Loss, numbers).AssertAgrees();

        static Node Loss(Node[] inputs)
        {
            Node state = Constant.Of(new Tensor(DType.Float64, [2, 4]));
            for (int step = 0; step < Steps; step++) state = Tanh(MatMul(Reshape(SliceAxis(inputs[0], 0, step, step + 1), [2, 3]), inputs[3]) + MatMul(state, inputs[1]) * inputs[2] + inputs[2]);
            return Sum(state);
        }
    }

    [Fact]
    public void Uses_of_different_lengths_are_stacked_too()
    {
        Variable w = Variable.Of("w", Numbers([3, 2]));
        Assert.Single(Graph.Order(Gradient.Of(Loss([w]), w)).OfType<OperationNode>(), node => node.Operation is MatMul { TransposeA: true });
        GradientCheck.Of(Loss, [w.Value]).AssertAgrees();

        static Node Loss(Node[] inputs) =>
            Enumerable.Range(1, 4).Select(rows => Sum(Tanh(MatMul(Constant.Of(Numbers([rows, 3])), inputs[0])))).Aggregate((sum, next) => sum + next);
    }

    private static Tensor Numbers(Shape shape) => Tensor.From([.. Enumerable.Range(0, (int)shape.Size).Select(i => Math.Sin(1.7 * i) / 2)], shape);
}
