using System.Collections;
using System.Runtime.ExceptionServices;
using Backprop.Initializers;
using Backprop.Kernels;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Data;

/// <summary>How the class of a picture is written in a batch.</summary>
public enum LabelMode
{
    /// <summary>int32 (batch,): the number of the class, for sparse categorical cross-entropy.</summary>
    Int,

    /// <summary>float32 (batch, classes): 1 at the class, for categorical cross-entropy.</summary>
    Categorical,

    /// <summary>float32 (batch, 1): 0 or 1, for binary cross-entropy.</summary>
    Binary,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>Which part of the pictures.</summary>
public enum Subset
{
    /// <summary>Those before the part for validation.</summary>
    Training,

    /// <summary>The last ones.</summary>
    Validation,
}

/// <summary>
/// Pictures of a folder as a stream of batches, x (batch, height, width, channels) in float32 from 0 to 255. A picture is read when its batch is asked for, several at a time;
/// Fit reads batches ahead. Each enumeration is one pass over all pictures, in its own order where they are shuffled.
/// </summary>
public sealed class ImageDataset : IReadOnlyCollection<Batch>
{
    private readonly ImageShape _shape;
    private readonly LabelMode _labelMode;
    private readonly int[] _labels;
    private readonly string[] _paths;
    private readonly int _batchSize;
    private readonly long? _shuffleSeed;
    private int _passes;

    internal ImageDataset(IReadOnlyList<string> classNames, string[] paths, int[] labels, LabelMode labelMode, ImageShape shape, int batchSize, long? shuffleSeed)
    {
        (ClassNames, _paths, _labels, _labelMode) = (classNames, paths, labels, labelMode);
        (_shape, _batchSize, _shuffleSeed) = (shape, batchSize, shuffleSeed);
    }

    /// <summary>The classes, in the order of their numbers. Empty where there are no labels.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The pictures' files.</summary>
    public IReadOnlyList<string> FilePaths => _paths;

    /// <summary>The number of the class of each file. Empty where there are no labels.</summary>
    public IReadOnlyList<int> Labels => _labels;

    /// <summary>The number of batches of a pass.</summary>
    public int Count => (_paths.Length + _batchSize - 1) / _batchSize;

    /// <summary>One pass over the pictures.</summary>
    /// <exception cref="DataFormatException">While it is read: a picture is damaged or gone; the message names the file.</exception>
    public IEnumerator<Batch> GetEnumerator()
    {
        var order = new int[_paths.Length];
        int pass = Interlocked.Increment(ref _passes);
        if (_shuffleSeed is { } seed) RandomNumbers.Permutation(new RandomKey(unchecked((ulong)seed), (uint)RandomPurpose.Shuffle, 0, ImageUtils.Call, (ulong)pass), order);
        else for (int i = 0; i < order.Length; i++) order[i] = i;
        for (int start = 0; start < order.Length; start += _batchSize) yield return Cut(order[start..Math.Min(start + _batchSize, order.Length)]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private Batch Cut(int[] pictures)
    {
        var x = new Tensor(DType.Float32, _shape.Of(pictures.Length));
        var failures = new Exception?[pictures.Length];
        Parallel.For(0, pictures.Length, i =>
        {
            try
            {
                _shape.Read(_paths[pictures[i]]).CopyTo(x[i..(i + 1)]);
            }
            catch (Exception e)
            {
                failures[i] = e;
            }
        });
        // Of several the first, so that the same folder always gives the same message.
        if (failures.OfType<Exception>().FirstOrDefault() is { } failure) ExceptionDispatchInfo.Throw(failure);
        if (_labelMode == LabelMode.None) return new Batch(x);
        Tensor labels = pictures.Select(picture => _labels[picture]).ToArray();
        return _labelMode switch
        {
            LabelMode.Categorical => new Batch(x, Utils.ToCategorical(labels, ClassNames.Count)),
            LabelMode.Binary => new Batch(x, labels.Cast(DType.Float32).Reshape([pictures.Length, 1])),
            _ => new Batch(x, labels),
        };
    }
}
