namespace Backprop.Tensors;

/// <summary>The type of the numbers in a tensor. Layers compute in <see cref="Float32"/> unless a model asks for <see cref="Float64"/>.</summary>
public enum DType
{
    /// <summary>IEEE 754 single precision, 4 bytes.</summary>
    Float32,

    /// <summary>IEEE 754 double precision, 8 bytes.</summary>
    Float64,

    /// <summary>Signed integer of 4 bytes: labels, indices.</summary>
    Int32,

    /// <summary>Signed integer of 8 bytes: counters, random keys.</summary>
    Int64,

    /// <summary>True or false, 1 byte: comparisons and masks.</summary>
    Bool,
}

/// <summary>Facts about each <see cref="DType"/>.</summary>
public static class DTypes
{
    extension(DType type)
    {
        /// <summary>The bytes that one number takes.</summary>
        public int Bytes => type switch
        {
            DType.Float32 or DType.Int32 => 4,
            DType.Float64 or DType.Int64 => 8,
            _ => 1,
        };

        /// <summary>Whether the type is <see cref="DType.Float32"/> or <see cref="DType.Float64"/>, the types that gradients exist for.</summary>
        public bool IsFloat => type is DType.Float32 or DType.Float64;

        /// <summary>The name that Keras and NumPy use: "float32", "int64", "bool".</summary>
        public string KerasName => type.ToString().ToLowerInvariant();
    }

    /// <summary>The <see cref="DType"/> of a C# number type.</summary>
    /// <exception cref="NotSupportedException">The type is not float, double, int, long or bool.</exception>
    public static DType Of<T>() where T : unmanaged =>
        typeof(T) == typeof(float) ? DType.Float32
        : typeof(T) == typeof(double) ? DType.Float64
        : typeof(T) == typeof(int) ? DType.Int32
        : typeof(T) == typeof(long) ? DType.Int64
        : typeof(T) == typeof(bool) ? DType.Bool
        : throw new NotSupportedException($"Tensors hold float, double, int, long or bool, not {typeof(T).Name}.");
}
