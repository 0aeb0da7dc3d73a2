using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Losses;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Tests.Losses;

/// <summary>Arguments that Keras does not write into files, so that no case of it can have them: here plain arithmetic is the witness.</summary>
public sealed class LossTests
{
    [Fact]
    public void Huber_turns_at_its_own_delta()
    {
        // Errors 0.25 and -2 with δ = ½: ½·0.25² and ½·2 − ½·½².
        Node value = new Huber(0.5).Compute(Tensor.From([1.0, 3.0], Shape.Create([1, 2])), Tensor.From([1.25, 1.0], Shape.Create([1, 2])));
        Assert.Equal((0.03125 + 0.875) / 2, value.EvaluateScalar(), 1e-15);
    }

    [Fact]
    public void Cosine_similarity_takes_its_own_axis_and_survives_a_zero_vector()
    {
        // Columns (3, 4) beside (4, 3), whose cosine is 24/25, and (1, 0) beside (0, 0).
        Variable yPred = Variable.Of("y_pred", Tensor.From([4.0, 0, 3, 0], Shape.Create([2, 2])));
        Node value = new CosineSimilarity(0).Compute(Tensor.From([3.0, 1, 4, 0], Shape.Create([2, 2])), yPred);
        Assert.Equal(-0.48, value.EvaluateScalar(), 1e-15);
        Assert.All(Gradient.Of(value, yPred).Evaluate().ToArray<double>(), number => Assert.True(double.IsFinite(number)));
    }
}
