using System.Text.Json;
using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Losses;
using Backprop.Plans;
using Backprop.Tensors;
using static Backprop.Tests.Keras.KerasFunctions;

namespace Backprop.Tests.Keras;

/// <summary>Value and gradient of every loss that exists here, with and without sample weights, against the real Keras.</summary>
public sealed class KerasLossTests
{
    public static TheoryData<string> Names() => [.. Cases("losses").Where(one => LossRegistry.All.CanRead(ClassName(one))).Select(one => one.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Value_and_gradient_equal_Keras(string name)
    {
        JsonElement one = Case("losses", name);
        Loss loss = Read(one, LossRegistry.All);
        DType dtype = Float(one);
        Tensor yTrue = Tensor(one.GetProperty("y_true"), loss.TargetType(dtype));
        Variable yPred = Variable.Of("y_pred", Tensor(one.GetProperty("y_pred"), dtype));
        Check(loss.Compute(yTrue, yPred), "value", "gradient");
        if (one.TryGetProperty("weighted", out _)) Check(loss.Compute(yTrue, yPred, Tensor(one.GetProperty("sample_weight"), dtype)), "weighted", "weighted_gradient");

        void Check(Node value, string valueKey, string gradientKey)
        {
            // Keras rounds the ln 2 of LogCosh to float32, which is 1.9e-9 off (times the mean weight, below 2); gradients do not see it.
            AssertClose(one.GetProperty(valueKey), value.Evaluate(), dtype, $"{name} {valueKey}", loss is LogCosh ? 4e-9 : 0);
            Node gradient = Gradient.Of(Backprop.Operations.Functions.Sum(value), yPred);
            AssertClose(one.GetProperty(gradientKey), gradient.Evaluate(), dtype, $"{name} {gradientKey}");
        }
    }

    [Fact]
    public void The_cases_cover_every_loss_here() =>
        Assert.Empty(LossRegistry.All.Names.Except(Names().Select(row => Vocabulary.KerasNames.SnakeCase(ClassName(Case("losses", row.Data))))));

    /// <summary>Keras leaves δ out of its serialized form, so its cases all have δ = 1: here plain arithmetic is the witness.</summary>
    [Fact]
    public void Huber_turns_at_its_own_delta()
    {
        // Errors 0.25 and -2 with δ = ½: ½·0.25² and ½·2 − ½·½².
        Node value = new Huber(0.5).Compute(Tensors.Tensor.From([1.0, 3.0], Shape.Create([1, 2])), Tensors.Tensor.From([1.25, 1.0], Shape.Create([1, 2])));
        Assert.Equal((0.03125 + 0.875) / 2, value.EvaluateScalar(), 1e-15);
    }

    /// <summary>Keras leaves the axis out of its serialized form, so its cases all take the last: here plain arithmetic is the witness.</summary>
    [Fact]
    public void Cosine_similarity_takes_its_own_axis_and_survives_a_zero_vector()
    {
        // Columns (3, 4) beside (4, 3), whose cosine is 24/25, and (1, 0) beside (0, 0).
        Variable yPred = Variable.Of("y_pred", Tensors.Tensor.From([4.0, 0, 3, 0], Shape.Create([2, 2])));
        Node value = new CosineSimilarity(0).Compute(Tensors.Tensor.From([3.0, 1, 4, 0], Shape.Create([2, 2])), yPred);
        Assert.Equal(-0.48, value.EvaluateScalar(), 1e-15);
        Assert.All(Gradient.Of(value, yPred).Evaluate().ToArray<double>(), number => Assert.True(double.IsFinite(number)));
    }
}
