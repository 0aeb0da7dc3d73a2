using Backprop.Tensors;

namespace Backprop.Tests.KerasParity;

/// <summary>How far numbers may be from Keras': relative plus absolute. The exceptions and their reasons: ParityException.</summary>
internal readonly record struct ParityTolerance(double Relative, double Absolute)
{
    public static ParityTolerance Double => new(1e-10, 1e-12);

    public static ParityTolerance Single => new(2e-5, 2e-6);

    public void Check(Tensor expected, Tensor actual, string what)
    {
        Assert.True(expected.Shape == actual.Shape, $"{what}: Keras has shape {expected.Shape}, we have {actual.Shape}");
        double[] wanted = expected.ToArray<double>(), got = actual.ToArray<double>();
        // An element may be the small difference of large ones: what counts is also the scale of its tensor.
        double scale = wanted.Length == 0 ? 0 : wanted.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        int worst = -1;
        double excess = 1;
        for (int i = 0; i < wanted.Length; i++)
        {
            if (wanted[i].Equals(got[i])) continue;
            double allowed = Absolute + Relative * Math.Max(Math.Abs(wanted[i]), scale / 4);
            double ratio = Math.Abs(wanted[i] - got[i]) / allowed;
            if (!(ratio <= excess)) (worst, excess) = (i, ratio);
        }

        Assert.True(worst < 0, worst < 0 ? "" : $"{what}: element {worst} of {expected.Shape} is {got[worst]:R}; Keras has {wanted[worst]:R}, {excess:G3} times what is allowed");
    }

    public void Check(double expected, double actual, string what) => Check(Tensor.Scalar(expected, DType.Float64), Tensor.Scalar(actual, DType.Float64), what);
}
