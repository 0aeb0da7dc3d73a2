using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Tests.Operations;

/// <summary>What rules do at the points that finite differences cannot see: kinks, ties, the edges of a domain.</summary>
public sealed class ElementwiseRuleTests
{
    [Fact]
    public void AtATieTheFirstInputReceivesTheGradient()
    {
        Variable a = Variable.Of("a", 1, 2, 3), b = Variable.Of("b", 2, 2, 2);
        Assert.Equal([0, 1, 1], Derivative(Functions.Maximum(a, b), a));
        Assert.Equal([1, 0, 0], Derivative(Functions.Maximum(a, b), b));
        Assert.Equal([1, 1, 0], Derivative(Functions.Minimum(a, b), a));
        Assert.Equal([0, 0, 1], Derivative(Functions.Minimum(a, b), b));
    }

    [Fact]
    public void KinksHaveTheDerivativeOfTensorFlow()
    {
        Variable x = Variable.Of("x", -1, -0.0, 0, 2);
        Assert.Equal([0, 0, 0, 1], Derivative(Functions.Relu(x), x));
        Assert.Equal([-1, 0, 0, 1], Derivative(Functions.Abs(x), x));
        Assert.Equal([1, 1, 1, 1], Derivative(Functions.Clip(x, -1, 2), x));
        Assert.Equal([0, 1, 1, 0], Derivative(Functions.Clip(x, -0.5, 1), x));
    }

    [Fact]
    public void TheSecondDerivativeOfAnAbsoluteValueIsZero()
    {
        Variable x = Variable.Of("x", -1, 2);
        Assert.Equal([0, 0], Derivative(Gradient.Of(Functions.Sum(Functions.Abs(x)), x), x));
    }

    [Fact]
    public void APowerHasAGradientWhereverItIsDefined()
    {
        Variable a = Variable.Of("a", 0, -2, 3, 0), b = Variable.Of("b", 0, 3, 2, 2);
        Assert.Equal([1, -8, 9, 0], Functions.Power(a, b).Evaluate().ToArray<double>());
        Assert.Equal([0, 12, 6, 0], Derivative(Functions.Power(a, b), a));
        Assert.Equal([0, 0, 9.88751, 0], Derivative(Functions.Power(a, b), b).Select(value => Math.Round(value, 5)));
        Assert.Equal([0, 12, 27, 0], Derivative(Functions.Power(a, 3), a));
        Assert.Equal([0, 0, 0, 0], Derivative(Functions.Power(a, 0), a));
        Assert.Equal([1, 1, 1, 1], Derivative(Functions.Power(a, 1), a));
    }

    [Fact]
    public void WhereKeepsWhatIsNotChosenOut()
    {
        Variable x = Variable.Of("x", -1, 4);
        Node isPositive = Functions.Greater(x, 0);
        Node safe = Functions.Where(isPositive, x, Functions.Like(x, 1));
        Assert.Equal([0, 0.25], Derivative(Functions.Where(isPositive, Functions.Log(safe), Functions.Like(x, 0)), x));
        Assert.Contains("condition", Assert.Throws<ArgumentException>(() => Functions.Where(x, x, x)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NumbersAreRoundedToTheEvenNeighbour()
    {
        Node x = Constant.Of(new[] { 0.5, 1.5, 2.5, -0.5, -1.5, 2.6 });
        Assert.Equal([0, 2, 2, -0.0, -2, 3], Functions.Round(x).Evaluate().ToArray<double>());
        Assert.Equal([1, 2, 3, -0.0, -1, 3], Functions.Ceiling(x).Evaluate().ToArray<double>());
    }

    [Fact]
    public void AStoppedGradientIsAConstant()
    {
        Variable x = Variable.Of("x", 3);
        Assert.Equal([3], Derivative(x * Functions.StopGradient(x), x));
        Assert.Contains("stop the gradient", Assert.Throws<InvalidOperationException>(() => Derivative(Functions.StopGradient(x), x)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ConversionsCarryTheGradientBetweenFloatsOnly()
    {
        Variable x = Variable.Of("x", 1.7, -1.7);
        Assert.Equal([2, 2], Derivative(Functions.Cast(x, DType.Float32) * 2, x));
        Assert.Equal([1, -1], Functions.Cast(x, DType.Int32).Evaluate().ToArray<double>());
        // A path through whole numbers would give a gradient of 0 that looks like an answer: it is refused, and Cast named.
        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => Derivative(Functions.Cast(Functions.Cast(x, DType.Int32), DType.Float64), x));
        Assert.Contains("Cast", refusal.Message, StringComparison.Ordinal);
    }

    private static double[] Derivative(Node y, Node x) => Gradient.Of(Functions.Sum(y), x).Evaluate().ToArray<double>();
}
