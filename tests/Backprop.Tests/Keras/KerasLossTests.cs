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
    public static TheoryData<string> Names() => [.. Cases("losses").Where(one => Make(one) is not null).Select(one => one.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Value_and_gradient_equal_Keras(string name)
    {
        JsonElement one = Case("losses", name);
        Loss loss = Make(one)!;
        DType dtype = Float(one);
        Tensor yTrue = Tensor(one.GetProperty("y_true"), loss.TargetType(dtype));
        Variable yPred = Variable.Of("y_pred", Tensor(one.GetProperty("y_pred"), dtype));
        Check(loss.Compute(yTrue, yPred), "value", "gradient");
        if (one.TryGetProperty("weighted", out _)) Check(loss.Compute(yTrue, yPred, Tensor(one.GetProperty("sample_weight"), dtype)), "weighted", "weighted_gradient");

        void Check(Node value, string valueKey, string gradientKey)
        {
            AssertClose(one.GetProperty(valueKey), value.Evaluate(), dtype, $"{name} {valueKey}");
            Node gradient = Gradient.Of(Backprop.Operations.Functions.Sum(value), yPred);
            AssertClose(one.GetProperty(gradientKey), gradient.Evaluate(), dtype, $"{name} {gradientKey}");
        }
    }

    [Fact]
    public void The_cases_cover_every_loss_here() =>
        Assert.Empty(LossRegistry.All.Names.Except(Names().Select(row => Vocabulary.KerasNames.SnakeCase(ClassName(Case("losses", row.Data))))));

    private static Loss? Make(JsonElement one)
    {
        JsonElement config = Config(one);
        Reduction? reduction = config.GetProperty("reduction").GetString() switch
        {
            "sum_over_batch_size" => Reduction.SumOverBatchSize,
            "sum" => Reduction.Sum,
            "mean" => Reduction.Mean,
            "mean_with_sample_weight" => Reduction.MeanWithSampleWeight,
            "none" or null => Reduction.None,
            _ => null,
        };
        if (reduction is not { } how) return null;
        bool logits = Flag(config, "from_logits");
        double smoothing = Number(config, "label_smoothing") ?? 0;
        int axis = (int)(Number(config, "axis") ?? -1);
        double alpha = Number(config, "alpha") ?? 0, gamma = Number(config, "gamma") ?? 0;
        int[]? axes = config.TryGetProperty("axis", out JsonElement list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(item => item.GetInt32())] : null;
        // Keras leaves these two arguments out of its serialized form; the case's name has them.
        double delta = one.GetProperty("name").GetString()!.StartsWith("huber-0.5", StringComparison.Ordinal) ? 0.5 : 1;
        int cosineAxis = one.GetProperty("name").GetString()!.StartsWith("cosine-axis-0", StringComparison.Ordinal) ? 0 : -1;
        return ClassName(one) switch
        {
            "MeanAbsolutePercentageError" => new MeanAbsolutePercentageError(reduction: how),
            "MeanSquaredLogarithmicError" => new MeanSquaredLogarithmicError(reduction: how),
            "Huber" => new Huber(delta, how),
            "LogCosh" => new LogCosh(reduction: how),
            "CosineSimilarity" => new CosineSimilarity(cosineAxis, how),
            "KLDivergence" => new KLDivergence(reduction: how),
            "Poisson" => new Poisson(reduction: how),
            "Hinge" => new Hinge(reduction: how),
            "SquaredHinge" => new SquaredHinge(reduction: how),
            "CategoricalHinge" => new CategoricalHinge(reduction: how),
            "BinaryFocalCrossentropy" => new BinaryFocalCrossentropy(Flag(config, "apply_class_balancing"), alpha, gamma, logits, smoothing, axis, how),
            "CategoricalFocalCrossentropy" => new CategoricalFocalCrossentropy(alpha, gamma, logits, smoothing, axis, how),
            "Dice" => new Dice(axes, how),
            "Tversky" => new Tversky(alpha, Number(config, "beta")!.Value, axes, how),
            "MeanSquaredError" => new MeanSquaredError(reduction: how),
            "MeanAbsoluteError" => new MeanAbsoluteError(reduction: how),
            "BinaryCrossentropy" => new BinaryCrossentropy(logits, smoothing, axis, how),
            "CategoricalCrossentropy" => new CategoricalCrossentropy(logits, smoothing, axis, how),
            "SparseCategoricalCrossentropy" when Number(config, "ignore_class") is null => new SparseCategoricalCrossentropy(logits, how),
            _ => null,
        };
    }
}
