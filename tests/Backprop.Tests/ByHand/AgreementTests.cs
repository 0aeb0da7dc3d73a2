using Backprop.ByHand;

namespace Backprop.Tests.ByHand;

public sealed class AgreementTests
{
    [Theory]
    [InlineData(1.0, 1.0, 17)]
    [InlineData(double.NaN, double.NaN, 17)]
    [InlineData(0.0, -0.0, 16)]
    [InlineData(1.0, 1.0000000000000002, 15)]
    [InlineData(1.0, 1.0011, 2)]
    [InlineData(1e-300, 1.00011e-300, 3)]
    [InlineData(1e308, 1.00011e308, 3)]
    [InlineData(1.0, -1.0, 0)]
    [InlineData(1.7e308, -1.7e308, 0)]
    [InlineData(1.0, double.NaN, 0)]
    [InlineData(1.0, double.PositiveInfinity, 0)]
    [InlineData(0.0, 1e-30, 0)]
    public void Digits_are_relative(double first, double second, int digits)
    {
        Assert.Equal(digits, Agreement.Digits(first, second));
        Assert.Equal(digits, Agreement.Digits(second, first));
    }

    [Fact]
    public void The_worst_pair_counts()
    {
        Assert.Equal(17, Agreement.Digits([1, 2], [1.0, 2]));
        Assert.Equal(4, Agreement.Digits([1, 2, 3], [1.0, 2.00011, 3]));
        Assert.Equal(double.NaN, Agreement.RelativeDifference([1, 2], [double.NaN, 2]));
        Assert.Throws<ArgumentException>(() => Agreement.Digits([1, 2], [1.0]));
    }
}
