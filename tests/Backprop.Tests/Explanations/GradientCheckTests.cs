using Backprop.Explanations;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Tests.Explanations;

public sealed class GradientCheckTests
{
    private static readonly Tensor s_point = Tensor.From([0.3, -1.2, 0.8]);

    [Fact]
    public void AUserDefinedOperationPasses()
    {
        GradientCheckResult result = GradientCheck.Of(new Cube(), [s_point]);
        result.AssertAgrees();
        Assert.Equal(3, result.Blocks.Count);
        Assert.All(result.Blocks, block => Assert.True(block.Worst!.Digits > 7, block.ToString()));
    }

    [Theory]
    [InlineData(Mistake.Factor)]
    [InlineData(Mistake.Sign)]
    [InlineData(Mistake.ForgotUpstream)]
    [InlineData(Mistake.OneInAMillion)]
    public void AWrongRuleIsCaught(Mistake mistake)
    {
        GradientCheckResult result = GradientCheck.Of(new Cube(mistake), [s_point]);
        Assert.Equal(GradientVerdict.Disagrees, result.Blocks[0].Verdict);
        GradientCheckException error = Assert.Throws<GradientCheckException>(result.AssertAgrees);
        Assert.StartsWith("Cube", error.Message, StringComparison.Ordinal);
        Assert.Contains("disagrees", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ARuleThatIsWrongWhenDifferentiatedAgainIsCaughtAtSecondOrder()
    {
        GradientCheckResult result = GradientCheck.Of(new Cube(Mistake.SecondOrder), [s_point]);
        Assert.Equal(GradientVerdict.Agrees, result.Blocks.Single(block => block.Order == 1).Verdict);
        Assert.Equal(GradientVerdict.Disagrees, result.Verdict);
    }

    [Fact]
    public void ASoftmaxThatForgetsItsSumIsCaughtAlthoughOnesWouldNotShowIt() =>
        Assert.Equal(GradientVerdict.Disagrees, GradientCheck.Of(new BlindSoftmax(), [s_point], secondOrder: false).Verdict);

    [Theory]
    [InlineData(0.0, GradientVerdict.Kink)]
    [InlineData(1e-9, GradientVerdict.Kink)]
    [InlineData(0.5, GradientVerdict.Agrees)]
    [InlineData(-3.0, GradientVerdict.Agrees)]
    public void TheMagnitudeHasAKinkAtZero(double x, GradientVerdict expected)
    {
        GradientCheckResult result = GradientCheck.Of(p => Math.Abs(p[0]), p => [Math.Sign(p[0])], [x]);
        Assert.Equal(expected, result.Verdict);
        if (expected == GradientVerdict.Kink) Assert.Contains("on the left", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AJumpIsReportedAsAKink() => Assert.Equal(GradientVerdict.Kink, GradientCheck.Of(p => Math.Floor(p[0]), [2.0], [0.0]).Verdict);

    [Fact]
    public void WhatIsNotFiniteCannotBeTold() => Assert.Equal(GradientVerdict.CannotTell, GradientCheck.Of(p => double.NaN * p[0], [2.0], [1.0]).Verdict);

    [Fact]
    public void NoiseCannotBeTold()
    {
        // The lowest digits of a large number are noise for whatever is added to it.
        GradientCheckResult result = GradientCheck.Of(p => Math.Sin(1e12 * p[0]), [0.7], [1e12 * Math.Cos(0.7e12)]);
        Assert.NotEqual(GradientVerdict.Agrees, result.Verdict);
    }

    [Fact]
    public void ADerivativeThatIsNotFiniteDisagrees() => Assert.Equal(GradientVerdict.Disagrees, GradientCheck.Of(p => p[0] * p[0], [1.0], [double.NaN]).Verdict);

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1.0)]
    [InlineData(1e6)]
    public void PlainFunctionsAreCheckedAtEveryMagnitude(double scale)
    {
        double[] point = [0.7 * scale, -1.3 * scale];
        GradientCheckResult result = GradientCheck.Of(p => p[0] * p[0] * p[1], p => [2 * p[0] * p[1], p[0] * p[0]], point);
        if (scale >= 1) result.AssertAgrees();
        Assert.NotEqual(GradientVerdict.Disagrees, result.Verdict);
        Assert.Equal([0.7 * scale, -1.3 * scale], point);
    }

    [Fact]
    public void OnlySomeElementsOfLargeInputsAreLookedAt()
    {
        GradientCheckResult result = GradientCheck.Of(new Square(), [Tensor.Full(0.5, DType.Float64, [30, 40])], secondOrder: false, maximum: 10);
        result.AssertAgrees();
        Assert.Equal(10, result.Blocks[0].Checked);
        Assert.Contains("10 of 1200 elements", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TheSameSeedGivesTheSameResult()
    {
        string First(int seed) => GradientCheck.Of(new Softmax(0), [s_point], seed).ToString();
        Assert.Equal(First(3), First(3));
        Assert.NotEqual(First(3), First(4));
    }

    [Fact]
    public void SinglePrecisionIsRefused() => Assert.Contains("float64", Assert.Throws<ArgumentException>(() => GradientCheck.Of(new Exp(), [Tensor.From([1f])])).Message, StringComparison.Ordinal);

    [Fact]
    public void LengthsAreCompared() => Assert.Throws<ArgumentException>(() => GradientCheck.Of(p => p[0], [1.0, 2.0], [1.0]));

    public enum Mistake
    {
        None,
        Factor,
        Sign,
        ForgotUpstream,
        OneInAMillion,
        SecondOrder,
    }

    /// <summary>What a user would write: one class with a kernel and a rule; here also with mistakes in the rule.</summary>
    private sealed class Cube(Mistake mistake = Mistake.None) : Operation
    {
        protected override object? Attributes => mistake;

        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output)
        {
            ReadOnlySpan<double> x = inputs[0].AsSpan<double>();
            Span<double> y = output.AsWritableSpan<double>();
            for (int i = 0; i < y.Length; i++) y[i] = x[i] * x[i] * x[i];
        }

        public override Node?[] Gradient(OperationNode node, Node upstream)
        {
            Node x = node.Inputs[0];
            Node slope = 3 * Functions.Square(x);
            return
            [
                mistake switch
                {
                    Mistake.Factor => upstream * Functions.Square(x),
                    Mistake.Sign => -(upstream * slope),
                    Mistake.ForgotUpstream => slope,
                    Mistake.OneInAMillion => upstream * slope * 1.000001,
                    Mistake.SecondOrder => upstream * 3 * OperationNode.Of(new WrongSquare(), x),
                    _ => upstream * slope,
                },
            ];
        }
    }

    /// <summary>x² with the slope of x²/2.</summary>
    private sealed class WrongSquare : Operation
    {
        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output) => new Square().Compute(inputs, output);

        public override Node?[] Gradient(OperationNode node, Node upstream) => [upstream * node.Inputs[0]];
    }

    private sealed class BlindSoftmax : Operation
    {
        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output) => new Softmax(0).Compute(inputs, output);

        // With upstream gradients of 1 the true gradient is 0, and so is this one.
        public override Node?[] Gradient(OperationNode node, Node upstream) => [upstream - upstream];
    }
}
