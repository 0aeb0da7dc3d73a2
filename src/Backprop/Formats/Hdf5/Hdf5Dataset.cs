using Backprop.Tensors;

namespace Backprop.Formats;

/// <summary>A dataset of an HDF5 file: numbers or texts with a shape. They are read when they are asked for.</summary>
public sealed class Hdf5Dataset : Hdf5Object
{
    /// <summary>What a dataset may take at most, as in Keras: 4 GiB.</summary>
    private const long MostBytes = 4L << 30;

    private readonly Hdf5Type _type;
    private readonly Hdf5Layout _layout;
    private readonly Hdf5Filter[] _filters;
    private readonly ReadOnlyMemory<byte> _fill;
    private readonly Hdf5Space _space;

    private Hdf5Dataset(Hdf5Location at, List<HeaderMessage> messages, Hdf5Type type, Hdf5Space space, Hdf5Layout layout, Hdf5Filter[] filters, ReadOnlyMemory<byte> fill)
        : base(at, messages)
    {
        _space = space;
        _type = type;
        _layout = layout;
        _filters = filters;
        _fill = fill;
    }

    /// <summary>The lengths of the axes.</summary>
    public Shape Shape => _space.Shape;

    /// <summary>Whether it holds texts.</summary>
    public bool IsText => _type.Text != TextStorage.None;

    /// <summary>How its numbers are stored; null when it holds something else. Keras marks bfloat16 by the attribute "dtype".</summary>
    public StoredType? Number => (_type.IsTwoOpaqueBytes || _type.Number == StoredType.UInt16) && IsMarkedAsBrainFloat ? StoredType.BFloat16 : _type.Number;

    /// <summary>What it holds, in words: "float32 (4, 5)".</summary>
    public string Description => $"{Number?.KerasName ?? _type.Description} {Shape}";

    private bool IsMarkedAsBrainFloat => Attributes.TryGetValue("dtype", out Hdf5Attribute? mark) && mark.IsText && mark.Shape.Size == 1 && mark.ReadString() == "bfloat16";

    /// <summary>Its numbers. Half precision and bfloat16 become float32, small integers int32 (<see cref="StoredTypes"/>).</summary>
    /// <exception cref="ModelFormatException">It does not hold numbers, or they are damaged.</exception>
    public Tensor ReadTensor()
    {
        if (Number is not StoredType number) throw At.Refuse($"it holds {_type.Description} values where numbers were expected.");
        bool isAsInMemory = number is StoredType.Float32 or StoredType.Float64 or StoredType.Int32 or StoredType.Int64 && _type.IsBigEndian == !BitConverter.IsLittleEndian;
        if (!isAsInMemory || _layout.Kind != LayoutKind.Contiguous || _layout.Address < 0) return Hdf5Values.Numbers(ReadBytes(), _type, number, Shape, At);
        var tensor = new Tensor(number.ReadAs, Shape);
        At.Context.Source.Read(_layout.Address, StoredNumbers.Bytes(tensor));
        return tensor;
    }

    /// <summary>Its texts, in row-major order.</summary>
    /// <exception cref="ModelFormatException">It does not hold texts, or they are damaged.</exception>
    public string[] ReadStrings()
    {
        if (!IsText) throw At.Refuse($"it holds {_type.Description} values where text was expected.");
        if (Bytes > Hdf5Values.MostTextBytes) throw At.Refuse($"its texts take {Bytes} bytes, more than {Hdf5Values.MostTextBytes}; the file is damaged or dangerous.");
        return Hdf5Values.Texts(ReadBytes(), _type, _space.Count, At);
    }

    internal static Hdf5Dataset Read(Hdf5Location at, List<HeaderMessage> messages)
    {
        if (messages.Exists(message => message.Type == HeaderMessage.ExternalFiles))
        {
            throw at.Refuse("its numbers are stored in another file, which is refused; write them into this one.");
        }

        HeaderMessage filters = messages.Find(message => message.Type == HeaderMessage.Filters);
        Hdf5Layout layout = Hdf5Layout.Read(Required(HeaderMessage.Layout, "layout").Body, at);
        Hdf5Type type = Hdf5Type.Read(Required(HeaderMessage.Datatype, "type"), at);
        Hdf5Space space = Hdf5Space.Read(Required(HeaderMessage.Dataspace, "shape"), at);
        if (space.Count > MostBytes / type.Size)
        {
            throw at.Refuse($"it declares shape {space.Shape} of {type.Size} bytes each, more than {MostBytes >> 30} GiB; the file is damaged or dangerous.");
        }

        var dataset = new Hdf5Dataset(at, messages, type, space, layout, filters.Type == 0 ? [] : Hdf5Filter.Read(filters.Body, at), FillValue.Read(messages, type.Size, at));
        dataset.CheckPlace();
        return dataset;

        HeaderMessage Required(int kind, string what)
        {
            HeaderMessage message = messages.Find(message => message.Type == kind);
            return message.Type == kind ? message : throw at.Damaged($"the dataset has no {what}");
        }
    }

    private long Bytes => _space.Count * _type.Size;

    private void CheckPlace()
    {
        switch (_layout.Kind)
        {
            case LayoutKind.Compact when _layout.Compact.Length < Bytes:
            case LayoutKind.Contiguous when _layout.Address >= 0 && _layout.Bytes < Bytes:
                throw At.Damaged($"it declares {Bytes} bytes and stores fewer");
            case LayoutKind.Contiguous when _layout.Address >= 0:
                At.CheckRange(_layout.Address, Bytes, "data");
                break;
        }
    }

    private byte[] ReadBytes()
    {
        switch (_layout.Kind)
        {
            case LayoutKind.Compact:
                return _layout.Compact[..(int)Bytes].ToArray();
            case LayoutKind.Contiguous when _layout.Address >= 0:
                var bytes = new byte[Allowed(Bytes)];
                At.Context.Source.Read(_layout.Address, bytes);
                return bytes;
            case LayoutKind.Contiguous:
                return Filled(0);
            default:
                var reader = new ChunkReader(At, _layout, _filters, _space, _type.Size);
                List<StoredChunk> chunks = _layout.Address < 0 ? [] : reader.Find();
                byte[] elements = Filled(chunks.Sum(chunk => chunk.Bytes));
                reader.Read(chunks, elements);
                return elements;
        }
    }

    /// <summary>Memory for all elements, as they are where nothing was written.</summary>
    private byte[] Filled(long stored)
    {
        var bytes = new byte[Allowed(stored)];
        ReadOnlySpan<byte> fill = _fill.Span;
        if (fill.ContainsAnyExcept((byte)0))
        {
            for (int start = 0; start < bytes.Length; start += fill.Length) fill.CopyTo(bytes.AsSpan(start));
        }

        return bytes;
    }

    private int Allowed(long stored) => Bytes <= Math.Max(ChunkReader.AlwaysAllowed, ChunkReader.MostExpansion * stored) && Bytes <= Array.MaxLength
        ? (int)Bytes
        : throw At.Refuse($"it declares {Bytes} bytes and stores {stored}; the file is damaged or dangerous.");
}
