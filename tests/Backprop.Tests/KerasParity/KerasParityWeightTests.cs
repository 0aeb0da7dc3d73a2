using System.Text.Json;
using System.Text.Json.Nodes;
using Backprop.Constraints;
using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Initializers;
using Backprop.Plans;
using Backprop.Regularizers;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Tests.KerasParity;

/// <summary>What is done to weights, beside the real Keras: regularizers, constraints and initializers.</summary>
public sealed class KerasParityWeightTests
{
    public static IEnumerable<TheoryDataRow<int, string>> Regularizers => ParityFunctions.Rows("regularizers");

    public static IEnumerable<TheoryDataRow<int, string>> Constraints => ParityFunctions.Rows("constraints");

    public static IEnumerable<TheoryDataRow<int, string>> Initializers => ParityFunctions.Rows("initializers");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Regularizers))]
    public void A_penalty_and_its_gradient_agree(int number, string name)
    {
        JsonElement one = ParityFunctions.Cases("regularizers")[number];
        ParityTolerance tolerance = ParityFunctions.Tolerance(one);
        DType dtype = ParityFunctions.Float(one);
        Regularizer regularizer = ParityFunctions.Read(one, RegularizerRegistry.All);
        Variable w = Variable.Of("w", ParityFunctions.Tensor(one.GetProperty("w"), dtype));
        tolerance.Check(ParityFunctions.Tensor(one.GetProperty("value"), dtype), regularizer.Penalty(w).Evaluate(), name);
        Tensor gradient = Gradient.Of(regularizer.Penalty(w), w).Evaluate();
        // Where the penalty does not depend on the weights, the case has one 0.
        JsonElement expected = one.GetProperty("gradient");
        tolerance.Check(expected.ValueKind == JsonValueKind.Array ? ParityFunctions.Tensor(expected, dtype) : Tensor.Full(expected.GetDouble(), dtype, w.Shape), gradient, $"gradient of {name}");
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Constraints))]
    public void A_projection_agrees(int number, string name)
    {
        JsonElement one = ParityFunctions.Cases("constraints")[number];
        DType dtype = ParityFunctions.Float(one);
        Constraint constraint = ParityFunctions.Read(one, ConstraintRegistry.All);
        Variable w = Variable.Of("w", ParityFunctions.Tensor(one.GetProperty("w"), dtype));
        ParityFunctions.Tolerance(one).Check(ParityFunctions.Tensor(one.GetProperty("value"), dtype), constraint.Apply(w).Evaluate(), name);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Initializers))]
    public void A_distribution_agrees(int number, string name)
    {
        JsonElement one = ParityFunctions.Cases("initializers")[number];
        Initializer initializer = ParityFunctions.Read(one, InitializerRegistry.All);
        Shape shape = Shape.Create([.. one.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32())]);
        double[] drawn = initializer.Create(shape, DType.Float64, new RandomSource(number)).ToArray<double>();
        (double mean, double deviation) = Moments(drawn);
        double wanted = one.GetProperty("standard_deviation").GetDouble();
        if (IsGainUnknown(one, initializer) && deviation > 0)
        {
            for (int i = 0; i < drawn.Length; i++) drawn[i] *= wanted / deviation;
            (mean, deviation) = Moments(drawn);
        }

        // Both are estimates: of a deviation from n draws to about σ/√(2n), of a mean to σ/√n.
        double standardError = wanted / Math.Sqrt(drawn.Length);
        Assert.True(Math.Abs(deviation - wanted) <= 5 * standardError + 1e-9, $"{name}: the standard deviation is {deviation}; Keras has {wanted}");
        double wantedMean = one.GetProperty("mean").GetDouble();
        Assert.True(Math.Abs(mean - wantedMean) <= 7 * standardError + 1e-7, $"{name}: the mean is {mean}; Keras has {wantedMean}");

        // Where the mean is a quarter of the way between sharp bounds or more (uniform, constant), or the bounds repeat ours, they are compared.
        double minimum = one.GetProperty("minimum").GetDouble(), maximum = one.GetProperty("maximum").GetDouble();
        if (maximum - minimum > 3.6 * wanted) return;
        Assert.Equal(minimum, drawn.Min(), 1e-3);
        Assert.Equal(maximum, drawn.Max(), 1e-3);
    }

    private static (double Mean, double Deviation) Moments(double[] numbers)
    {
        double mean = numbers.Average();
        return (mean, Math.Sqrt(numbers.Average(number => (number - mean) * (number - mean))));
    }

    /// <summary>Whether the initializer has a gain that Keras does not write (ParityException.Gain).</summary>
    private static bool IsGainUnknown(JsonElement one, Initializer initializer) =>
        KerasObjects.Write(initializer)?["config"] is JsonObject config && config.ContainsKey("gain") && !one.GetProperty("object").GetProperty("config").TryGetProperty("gain", out _);
}
