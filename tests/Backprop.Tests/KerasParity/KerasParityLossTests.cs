using System.Text.Json;
using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Losses;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Tests.KerasParity;

/// <summary>Value and gradient of losses, with and without sample weights, beside the real Keras.</summary>
public sealed class KerasParityLossTests
{
    public static IEnumerable<TheoryDataRow<int, string>> Cases => ParityFunctions.Rows("losses");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Value_and_gradient_agree(int number, string name)
    {
        JsonElement one = ParityFunctions.Cases("losses")[number];
        ParityTolerance tolerance = ParityFunctions.Tolerance(one);
        Loss loss = ParityFunctions.Read(one, LossRegistry.All);
        DType dtype = ParityFunctions.Float(one);
        Tensor yTrue = ParityFunctions.Tensor(one.GetProperty("y_true"), loss.TargetType(dtype));
        Variable yPred = Variable.Of("y_pred", ParityFunctions.Tensor(one.GetProperty("y_pred"), dtype));
        Check(loss.Compute(yTrue, yPred), "value", "gradient");
        if (one.TryGetProperty("weighted", out _)) Check(loss.Compute(yTrue, yPred, ParityFunctions.Tensor(one.GetProperty("sample_weight"), dtype)), "weighted", "weighted_gradient");

        void Check(Node value, string valueKey, string gradientKey)
        {
            tolerance.Check(ParityFunctions.Tensor(one.GetProperty(valueKey), dtype), value.Evaluate(), $"{name} {valueKey}");
            Node gradient = Gradient.Of(Functions.Sum(value), yPred);
            tolerance.Check(ParityFunctions.Tensor(one.GetProperty(gradientKey), dtype), gradient.Evaluate(), $"{name} {gradientKey}");
        }
    }
}
