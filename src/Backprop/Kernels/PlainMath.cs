using System.Numerics; using System.Runtime.Intrinsics;
namespace Backprop.Kernels;
internal static class PlainMath { public static T Exp<T>(T x) where T: unmanaged, INumber<T> => T.CreateTruncating(Math.Exp(double.CreateTruncating(x)));  public static T Sqrt<T>(T x) where T: unmanaged, INumber<T> => T.CreateTruncating(Math.Sqrt(double.CreateTruncating(x))); }
internal static class VectorMath { public static Vector512<T> Exp<T>(Vector512<T> x) where T: unmanaged => typeof(T)==typeof(float) ? Vector512.Exp(x.AsSingle()).As<float,T>() : Vector512.Exp(x.AsDouble()).As<double,T>(); }
