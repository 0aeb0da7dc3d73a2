using System.Text.Json;
using Backprop.Activations;
using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Tests.KerasParity;

/// <summary>Activations and their gradients beside the real Keras.</summary>
public sealed class KerasParityActivationTests
{
    public static IEnumerable<TheoryDataRow<int, string>> Cases => ParityFunctions.Rows("activations");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Value_and_gradient_agree(int number, string name)
    {
        JsonElement one = ParityFunctions.Cases("activations")[number];
        ParityTolerance tolerance = ParityFunctions.Tolerance(one);
        DType dtype = ParityFunctions.Float(one);
        Variable x = Variable.Of("x", Numbers("x"));
        Node y = ParityFunctions.Read(one, ActivationRegistry.All).Apply(x);
        tolerance.Check(Numbers("y"), y.Evaluate(), name);
        Node gradient = Gradient.Of(Functions.Sum(y * Backprop.Graphs.Constant.Of(Numbers("upstream"))), x);
        tolerance.Check(Numbers("gradient"), gradient.Evaluate(), $"gradient of {name}");

        Tensor Numbers(string key) => ParityFunctions.Tensor(one.GetProperty(key), dtype);
    }
}
