using Backprop.Tensors;

namespace Backprop.Training;

/// <summary>
/// Hands batches to steps: in order they are read in place; shuffled, their rows are gathered into a small tensor of their own.
/// </summary>
internal sealed class Batches
{
    private readonly Tensor[] _data;
    private readonly Tensor[] _gathered;
    private readonly long[] _rowElements;
    private int[]? _order;

    public Batches(TrainingData data, int batchSize)
    {
        _data = [.. data.All];
        Count = data.Count;
        BatchSize = Math.Min(batchSize, data.Count);
        _rowElements = [.. _data.Select(tensor => (long)(tensor.Size / Math.Max(1, tensor.Shape[0])))];
        _gathered = new Tensor[_data.Length];
    }

    /// <summary>The number of samples.</summary>
    public int Count { get; }

    /// <summary>The samples of all batches but the last, which may be smaller.</summary>
    public int BatchSize { get; }

    /// <summary>The number of batches.</summary>
    public int BatchCount => (Count + BatchSize - 1) / BatchSize;

    /// <summary>The samples of the last batch.</summary>
    public int LastSize => Count - (BatchCount - 1) * BatchSize;

    /// <summary>The order of samples in the coming epoch: null for that of the data.</summary>
    public void SetOrder(int[]? order) => _order = order;

    /// <summary>The sample at a place in the coming epoch.</summary>
    public int SampleAt(int place) => _order is null ? place : _order[place];

    /// <summary>Feeds the samples from a place on to a step.</summary>
    public void Load(TrainingStep step, int start, int size)
    {
        for (int i = 0; i < _data.Length; i++)
        {
            if (_order is null)
            {
                step.Feed(i, _data[i], start * _rowElements[i]);
            }
            else
            {
                Gather(i, start, size);
                step.Feed(i, _gathered[i], 0);
            }
        }
    }

    private unsafe void Gather(int index, int start, int size)
    {
        Tensor data = _data[index];
        Tensor gathered = _gathered[index] ??= new Tensor(data.DType, data.Shape.With(0, BatchSize));
        long bytes = _rowElements[index] * data.DType.Bytes;
        for (int row = 0; row < size; row++)
        {
            Buffer.MemoryCopy(data.Pointer + _order![start + row] * bytes, gathered.Pointer + row * bytes, bytes, bytes);
        }

        GC.KeepAlive(data);
    }
}
