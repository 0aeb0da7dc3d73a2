using System.Numerics;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>
/// A function of one number, in a form that compiles into a loop without calls: a struct with static members.
/// Truth values inside a program are 1 and 0 of the type that the program computes in.
/// </summary>
public interface IUnaryFunction
{
    /// <summary>The function on one number: the plain version, the reference for the other.</summary>
    static abstract T Plain<T>(T x) where T : unmanaged, INumber<T>;

    /// <summary>The function on a vector; a lane's result depends on that lane only.</summary>
    static abstract Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T>;
}

/// <summary>A function of two numbers; see <see cref="IUnaryFunction"/>.</summary>
public interface IBinaryFunction
{
    /// <summary>The function on two numbers: the plain version, the reference for the other.</summary>
    static abstract T Plain<T>(T a, T b) where T : unmanaged, INumber<T>;

    /// <summary>The function on vectors; a lane's result depends on that lane only.</summary>
    static abstract Vector512<T> Fast<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged, INumber<T>;
}

/// <summary>A function of three numbers; see <see cref="IUnaryFunction"/>.</summary>
public interface ITernaryFunction
{
    /// <summary>The function on three numbers: the plain version, the reference for the other.</summary>
    static abstract T Plain<T>(T a, T b, T c) where T : unmanaged, INumber<T>;

    /// <summary>The function on vectors; a lane's result depends on that lane only.</summary>
    static abstract Vector512<T> Fast<T>(Vector512<T> a, Vector512<T> b, Vector512<T> c) where T : unmanaged, INumber<T>;
}
