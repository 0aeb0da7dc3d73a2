using Backprop.Tensors;

namespace Backprop.Graphs;

/// <summary>
/// A leaf with a value that changes: a weight, a moving average, an optimizer's slot, a step counter.
/// Expressions read the value at the time they are evaluated.
/// </summary>
public sealed class Variable : Node
{
    private Variable(string name, Tensor value)
        : base(value.Type)
    {
        Name = name;
        Value = value;
    }

    /// <summary>The name in messages and derivations, for example "dense/kernel".</summary>
    public string Name { get; internal set; }

    /// <summary>The numbers. Writing into them changes what every later evaluation sees.</summary>
    public Tensor Value { get; private set; }

    /// <summary>A variable that starts with (a copy of) these numbers.</summary>
    public static Variable Of(string name, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        return new Variable(name, value.Clone());
    }

    /// <summary>A float64 variable of one axis.</summary>
    public static Variable Of(string name, params double[] values) => Of(name, Tensor.From(values));

    /// <summary>Sets the value, rounded to the variable's type.</summary>
    /// <exception cref="ArgumentException">The shape differs.</exception>
    public void Assign(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Shape != Shape) throw new ArgumentException($"The variable {Name} has shape {Shape}; it cannot take a value of shape {value.Shape}.", nameof(value));
        value.Cast(DType).CopyTo(Value);
    }

    /// <summary>Gives the value another place in memory: how a model lays its parameters side by side in one block.</summary>
    internal void MoveTo(Tensor place)
    {
        Value.CopyTo(place);
        Value = place;
    }
}

/// <summary>A leaf whose numbers never change. Small constants with equal numbers are one node; large ones count as the same when they share their memory.</summary>
public sealed class Constant : Node
{
    private const int Small = 16;
    private readonly int _hash;

    private Constant(Tensor value)
        : base(value.Type)
    {
        Value = value.Size <= Small ? value.Clone() : value;
        var hash = new HashCode();
        hash.Add(Type);
        if (value.Size <= Small)
        {
            for (int i = 0; i < value.Size; i++) hash.Add(value.At(i));
        }
        else
        {
            hash.Add(value.Storage);
            hash.Add(value.ByteOffset);
        }

        _hash = hash.ToHashCode();
    }

    /// <summary>The numbers. They must not be written to.</summary>
    public Tensor Value { get; }

    /// <summary>A constant with these numbers: small tensors are copied, large ones used in place.</summary>
    public static Constant Of(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var constant = new Constant(value);
        return value.Size <= Small ? ConstantTable.Find(constant) : constant;
    }

    /// <summary>A constant of shape () with one number.</summary>
    public static Constant Of(double value, DType dtype) => ConstantTable.Number(value, dtype);

    /// <summary>The number, when the constant is a single one of any rank; otherwise null.</summary>
    internal double? Single => Value.Size == 1 ? Value.At(0) : null;

    internal override int SameHash => _hash;

    internal override bool IsSame(Node other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is not Constant c || c.Type != Type || c._hash != _hash) return false;
        if (Value.Size > Small) return ReferenceEquals(c.Value.Storage, Value.Storage) && c.Value.ByteOffset == Value.ByteOffset;
        // Bits, so that -0 differs from 0 and NaN equals itself.
        unsafe
        {
            int bytes = Value.Size * DType.Bytes;
            return new ReadOnlySpan<byte>(Value.Pointer, bytes).SequenceEqual(new ReadOnlySpan<byte>(c.Value.Pointer, bytes));
        }
    }
}

/// <summary>A leaf that is filled when a plan runs: a batch of inputs, or of targets.</summary>
public sealed class Placeholder : Node
{
    private Placeholder(string name, TensorType type)
        : base(type) => Name = name;

    /// <summary>The name in messages and derivations.</summary>
    public string Name { get; }

    /// <summary>A placeholder for a tensor of this type.</summary>
    public static Placeholder Of(string name, DType dtype, Shape shape) => new(name, new TensorType(dtype, shape));
}
