using Backprop.Tensors;

namespace Backprop.Formats;

/// <summary>How one number is written in a file. What <see cref="DType"/> does not have is widened when it is read.</summary>
public enum StoredType
{
    /// <summary>True or false, 1 byte.</summary>
    Bool,

    /// <summary>Signed, 1 byte; read as int32.</summary>
    Int8,

    /// <summary>Unsigned, 1 byte; read as int32.</summary>
    UInt8,

    /// <summary>Signed, 2 bytes; read as int32.</summary>
    Int16,

    /// <summary>Unsigned, 2 bytes; read as int32.</summary>
    UInt16,

    /// <summary>Signed, 4 bytes.</summary>
    Int32,

    /// <summary>Unsigned, 4 bytes; read as int64.</summary>
    UInt32,

    /// <summary>Signed, 8 bytes.</summary>
    Int64,

    /// <summary>Unsigned, 8 bytes; read as int64, numbers from 2^63 on are refused.</summary>
    UInt64,

    /// <summary>IEEE 754 half precision, 2 bytes; read as float32.</summary>
    Float16,

    /// <summary>The upper half of a float32, 2 bytes; read as float32.</summary>
    BFloat16,

    /// <summary>IEEE 754 single precision, 4 bytes.</summary>
    Float32,

    /// <summary>IEEE 754 double precision, 8 bytes.</summary>
    Float64,
}

/// <summary>Facts about each <see cref="StoredType"/>.</summary>
public static class StoredTypes
{
    extension(StoredType type)
    {
        /// <summary>The bytes that one number takes in the file.</summary>
        public int Bytes => type switch
        {
            StoredType.Bool or StoredType.Int8 or StoredType.UInt8 => 1,
            StoredType.Int16 or StoredType.UInt16 or StoredType.Float16 or StoredType.BFloat16 => 2,
            StoredType.Int32 or StoredType.UInt32 or StoredType.Float32 => 4,
            _ => 8,
        };

        /// <summary>The name that Keras and NumPy use: "bfloat16", "uint8".</summary>
        public string KerasName => type.ToString().ToLowerInvariant();

        /// <summary>The type of the tensor that these numbers are read into; each number is kept exactly.</summary>
        public DType ReadAs => type switch
        {
            StoredType.Bool => DType.Bool,
            StoredType.Float16 or StoredType.BFloat16 or StoredType.Float32 => DType.Float32,
            StoredType.Float64 => DType.Float64,
            StoredType.UInt32 or StoredType.Int64 or StoredType.UInt64 => DType.Int64,
            _ => DType.Int32,
        };
    }

    /// <summary>How a tensor's numbers are written without loss.</summary>
    public static StoredType Of(DType dtype) => dtype switch
    {
        DType.Float32 => StoredType.Float32,
        DType.Float64 => StoredType.Float64,
        DType.Int32 => StoredType.Int32,
        DType.Int64 => StoredType.Int64,
        _ => StoredType.Bool,
    };
}
