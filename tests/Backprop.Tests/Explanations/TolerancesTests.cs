using Backprop.Explanations;
using Backprop.Tensors;

namespace Backprop.Tests.Explanations;

public sealed class TolerancesTests
{
    [Fact]
    public void WiderClaimsAllowMore()
    {
        foreach (DType type in new[] { DType.Float32, DType.Float64 })
        {
            Assert.Equal(0, Tolerances.Of(Claim.SameBits, type));
            Assert.True(Tolerances.Of(Claim.OneFunction, type) < Tolerances.Of(Claim.Reordered, type));
            Assert.True(Tolerances.Of(Claim.FirstDerivative, type) < Tolerances.Of(Claim.SecondDerivative, type));
        }

        Assert.All(Enum.GetValues<Claim>(), claim => Assert.True(Tolerances.Of(claim) <= Tolerances.Of(claim, DType.Float32)));
    }

    [Fact]
    public void IntegersHaveNoTolerance() => Assert.Throws<ArgumentException>(() => Tolerances.Of(Claim.Reordered, DType.Int32));

    [Fact]
    public void EqualityKnowsTheSpecialNumbers()
    {
        Assert.True(Tolerances.AreEqual(double.NaN, double.NaN, Claim.SameBits));
        Assert.True(Tolerances.AreEqual(double.PositiveInfinity, double.PositiveInfinity, Claim.SameBits));
        Assert.False(Tolerances.AreEqual(double.PositiveInfinity, 1, Claim.SecondDerivative));
        Assert.False(Tolerances.AreEqual(double.NaN, 1, Claim.SecondDerivative));
        Assert.False(Tolerances.AreEqual(1, 1 + 1e-11, Claim.Reordered));
        Assert.True(Tolerances.AreEqual(1, 1 + 1e-11, Claim.Reordered, scale: 100));
    }

    [Fact]
    public void DigitsCountTheDecimalsInCommon()
    {
        Assert.Equal(17, Tolerances.Digits(2, 2));
        Assert.Equal(3, Tolerances.Digits(1000, 1001), 2);
        Assert.Equal(0, Tolerances.Digits(1, -1));
        Assert.Equal(0, Tolerances.Digits(1, double.NaN));
    }
}
