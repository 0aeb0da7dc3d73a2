using System.Text.Json;
using Backprop.Activations;
using Backprop.Constraints;
using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Initializers;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Regularizers;
using Backprop.Tensors;

namespace Backprop.Tests.Keras;

/// <summary>Activations, regularizers, constraints and initializers beside the real Keras.</summary>
public sealed class KerasActivationTests
{
    public static TheoryData<string> Activations => [.. KerasFunctions.Cases("activations").Select(one => one.GetProperty("name").GetString()!)];

    public static TheoryData<string> Regularizers => [.. KerasFunctions.Cases("regularizers").Select(one => one.GetProperty("name").GetString()!)];

    public static TheoryData<string> Constraints => [.. KerasFunctions.Cases("constraints").Select(one => one.GetProperty("name").GetString()!)];

    public static TheoryData<int> InitializerCases => [.. Enumerable.Range(0, KerasFunctions.Cases("initializers").Count())];

    [Theory]
    [MemberData(nameof(Activations))]
    public void Activation_and_gradient(string name)
    {
        JsonElement one = KerasFunctions.Case("activations", name);
        Variable x = Variable.Of("x", KerasFunctions.Tensor(one.GetProperty("x"), DType.Float64));
        Node y = ((ActivationFunction)name).Apply(x);
        // TensorFlow rounds these two functions' constants, 0.2 and √2, to float32 also in float64.
        DType claim = name is "leaky_relu" or "gelu" ? DType.Float32 : DType.Float64;
        KerasFunctions.AssertClose(one.GetProperty("y"), y.Evaluate(), claim, name);
        Node upstream = Backprop.Graphs.Constant.Of(KerasFunctions.Tensor(one.GetProperty("upstream"), DType.Float64));
        KerasFunctions.AssertClose(one.GetProperty("gradient"), Gradient.Of(Functions.Sum(y * upstream), x).Evaluate(), claim, name + " gradient");
    }

    [Theory]
    [MemberData(nameof(Regularizers))]
    public void Penalty(string name)
    {
        JsonElement one = KerasFunctions.Case("regularizers", name);
        Regularizer regularizer = KerasFunctions.Read(one, RegularizerRegistry.All);
        // Keras computed the orthogonal ones in float32.
        DType claim = regularizer is OrthogonalRegularizer ? DType.Float32 : DType.Float64;
        Variable w = Variable.Of("w", KerasFunctions.Tensor(one.GetProperty("w"), DType.Float64));
        KerasFunctions.AssertClose(one.GetProperty("value"), regularizer.Penalty(w).Evaluate(), claim, name);
        Tensor gradient = Gradient.Of(regularizer.Penalty(w), w).Evaluate();
        if (one.GetProperty("gradient").ValueKind == JsonValueKind.Array) KerasFunctions.AssertClose(one.GetProperty("gradient"), gradient, claim, name + " gradient");
        else Assert.All(gradient.ToArray<double>(), value => Assert.Equal(0, value));
    }

    [Theory]
    [MemberData(nameof(Constraints))]
    public void Projection(string name)
    {
        JsonElement one = KerasFunctions.Case("constraints", name);
        Constraint constraint = KerasFunctions.Read(one, ConstraintRegistry.All);
        Variable w = Variable.Of("w", KerasFunctions.Tensor(one.GetProperty("w"), DType.Float64));
        KerasFunctions.AssertClose(one.GetProperty("value"), constraint.Apply(w).Evaluate(), DType.Float64, name);
    }

    [Theory]
    [MemberData(nameof(InitializerCases))]
    public void Distribution(int number)
    {
        JsonElement one = KerasFunctions.Cases("initializers").ElementAt(number);
        // Keras leaves the gain of Identity out of what it serializes; the case has ½.
        Initializer initializer = KerasFunctions.ClassName(one) == "Identity" ? new Identity(0.5) : KerasFunctions.Read(one, InitializerRegistry.All);
        Shape shape = Shape.Create([.. one.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32())]);
        double[] drawn = initializer.Create(shape, DType.Float64, new RandomSource(number)).ToArray<double>();
        double mean = drawn.Average(), deviation = Math.Sqrt(drawn.Average(x => (x - mean) * (x - mean)));
        double expected = one.GetProperty("standard_deviation").GetDouble();
        // Both are estimates: of a deviation from n draws to about 1/√(2n), of a mean to σ/√n; five times that.
        Assert.InRange(deviation, expected * (1 - 5 / Math.Sqrt(drawn.Length)) - 1e-9, expected * (1 + 5 / Math.Sqrt(drawn.Length)) + 1e-9);
        Assert.InRange(mean - one.GetProperty("mean").GetDouble(), -7 * expected / Math.Sqrt(drawn.Length) - 1e-7, 7 * expected / Math.Sqrt(drawn.Length) + 1e-7);
        if (KerasFunctions.ClassName(one).Contains("Uniform")) Assert.Equal(one.GetProperty("maximum").GetDouble(), drawn.Max(), 1e-3);
    }
}
