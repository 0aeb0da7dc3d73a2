using Backprop.Tensors;

namespace Backprop.Training;

public static partial class Utils
{
    /// <summary>Class numbers as vectors with a 1 at the class and 0 elsewhere: [0, 2] becomes [[1, 0, 0], [0, 0, 1]].</summary>
    /// <param name="x">Whole numbers from 0 on, of any shape; a last axis of length 1 is dropped.</param>
    /// <param name="numClasses">How many classes there are. Default the largest number plus 1.</param>
    /// <returns>float32, with an axis of classes behind those of <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">A number is no class; the message names the first.</exception>
    /// <remarks>Source: keras/src/utils/numerical_utils.py.</remarks>
    public static Tensor ToCategorical(Tensor x, int? numClasses = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Size == 0 && numClasses is null) throw new ArgumentException("There are no labels from which the number of classes could follow; give numClasses.", nameof(x));
        double[] labels = x.ToArray<double>();
        double classes = numClasses ?? (labels.Max() + 1);
        if (classes < 1) throw new ArgumentOutOfRangeException(nameof(numClasses), $"There is 1 class or more, not {classes}.");
        for (int i = 0; i < labels.Length; i++)
        {
            if (!double.IsInteger(labels[i]) || labels[i] < 0 || labels[i] >= classes) throw new ArgumentException($"Label {i} (counted from 0) is {labels[i]}; classes are the whole numbers from 0 to {classes - 1}.", nameof(x));
        }

        Shape shape = x.Rank > 1 && x.Shape[-1] == 1 ? x.Shape.Remove(x.Rank - 1) : x.Shape;
        var result = new Tensor(DType.Float32, shape.Insert(shape.Rank, (int)classes));
        Span<float> numbers = result.AsWritableSpan<float>();
        for (int i = 0; i < labels.Length; i++) numbers[(i * (int)classes) + (int)labels[i]] = 1;
        return result;
    }
}
