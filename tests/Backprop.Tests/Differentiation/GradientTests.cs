using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Tests.Differentiation;

public sealed class GradientTests
{
    [Fact]
    public void ThePolynomialOfTheTextbook()
    {
        Variable x = Variable.Of("x", Tensor.Scalar(3.0));
        Node y = x * x * x - 2 * x;
        Node first = Gradient.Of(y, x), second = Gradient.Of(first, x), third = Gradient.Of(second, x);
        Assert.Equal(25, first.EvaluateScalar());
        Assert.Equal(18, second.EvaluateScalar());
        Assert.Equal(6, third.EvaluateScalar());
        Assert.Equal(0, Gradient.Of(third, x).EvaluateScalar());
    }

    [Fact]
    public void BroadcastingIsUndone()
    {
        Variable row = Variable.Of("row", 1, 2, 3), column = Variable.Of("column", Tensor.From(new double[,] { { 4 }, { 5 } })), single = Variable.Of("single", Tensor.Scalar(6.0));
        IReadOnlyList<Node> gradients = Gradient.Of(Sum(row * column * single), [row, column, single]);
        Assert.Equal([54.0, 54, 54], gradients[0].Evaluate().ToArray<double>());
        Assert.Equal(new Shape[] { [3], [2, 1], [] }, gradients.Select(gradient => gradient.Shape));
        Assert.Equal([36.0, 36], gradients[1].Evaluate().ToArray<double>());
        Assert.Equal(54, gradients[2].EvaluateScalar());
    }

    [Fact]
    public void AHessianTimesAVector()
    {
        Variable x = Variable.Of("x", 1, 2);
        // f = x₀²·x₁ + x₁³ has the Hessian ((2x₁, 2x₀), (2x₀, 6x₁)).
        Node first = Gather(x, Tensor.Scalar(0)), second = Gather(x, Tensor.Scalar(1));
        Node gradient = Gradient.Of(Square(first) * second + second * second * second, x);
        Node product = Gradient.Of(Sum(gradient * Constant.Of(Tensor.From([1.0, -1]))), x);
        Assert.Equal([4.0 - 2, 2 - 12], product.Evaluate().ToArray<double>());
    }

    [Fact]
    public void WhatTheScalarDoesNotDependOnHasGradientZero()
    {
        Variable x = Variable.Of("x", 1, 2), y = Variable.Of("y", 3, 4, 5);
        Assert.Equal([0.0, 0, 0], Gradient.Of(Sum(x), y).Evaluate().ToArray<double>());
    }

    [Fact]
    public void OnlyAScalarHasAGradient()
    {
        Variable x = Variable.Of("x", 1, 2);
        string message = Assert.Throws<ArgumentException>(() => Gradient.Of(x * 2, x)).Message;
        Assert.Contains("(2,)", message, StringComparison.Ordinal);
        Assert.Contains("sum or the mean", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Gradient.Of(Constant.Of(Tensor.Scalar(1)), x));
        Assert.Throws<ArgumentNullException>(() => Gradient.Of(null!, x));
    }

    [Fact]
    public void NumbersThatWereWholeOnTheWayHaveNoGradientButTruthValuesHaveThatOfAStep()
    {
        Variable x = Variable.Of("x", 1.5, -2.5);
        string message = Assert.Throws<InvalidOperationException>(() => Gradient.Of(Sum(Cast(Cast(x, DType.Int32), DType.Float64)), x)).Message;
        Assert.Contains("whole numbers", message, StringComparison.Ordinal);
        Assert.Equal([0, 0], Gradient.Of(Sum(Cast(Greater(x, 0), DType.Float64)), x).Evaluate().ToArray<double>());
        Assert.Equal([1, 0], Gradient.Of(Sum(x * Cast(Greater(x, 0), DType.Float64)), x).Evaluate().ToArray<double>());
    }

    [Fact]
    public void APathWithoutADerivativeIsNamed()
    {
        Variable labels = Variable.Of("labels", Tensor.From([0, 1]));
        string message = Assert.Throws<InvalidOperationException>(() => Gradient.Of(Sum(OneHot(labels, 2)), labels)).Message;
        Assert.Contains("OneHot", message, StringComparison.Ordinal);
        Assert.Contains("labels", message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherPathKeepsItsGradient()
    {
        Variable x = Variable.Of("x", 1.7, 2.2);
        Node whole = Cast(Cast(x, DType.Int32), DType.Float64);
        Assert.Equal([2.7, 4.2], Gradient.Of(Sum(x * whole + x * x * 0.5), x).Evaluate().ToArray<double>());
    }

    [Fact]
    public void TheRecordAddsUp()
    {
        Variable x = Variable.Of("x", Tensor.Scalar(3.0));
        Node y = x * x + Exp(x);
        GradientRecord record = Gradient.Record(y, [x]);
        Assert.Equal(3, record.Contributions(x).Count);
        Assert.Equal(record.Of(x).EvaluateScalar(), record.Contributions(x).Sum(contribution => contribution.Value.EvaluateScalar()), 12);
        Assert.Null(record.Contributions(y)[0].Consumer);
    }

    [Fact]
    public void AChainOfAHundredThousandOperationsOverflowsNoStack()
    {
        const int Length = 100_000;
        Variable x = Variable.Of("x", Tensor.Scalar(1.0));
        Node y = x;
        for (int i = 0; i < Length; i += 2) y = y * 0.99999 + 0.00002;
        Node gradient = Gradient.Of(y, x);
        double expected = Enumerable.Repeat(0.99999, Length / 2).Aggregate((a, b) => a * b);
        Assert.Equal(expected, gradient.EvaluateScalar());
        Assert.NotEmpty(gradient.ToString());
    }
}
