using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>How well predicted areas cover the true ones, the mean over all classes; see <see cref="IntersectionOverUnion"/>.</summary>
/// <param name="numClasses">The number of classes.</param>
/// <param name="ignoreClass">A true class that does not count, for example −1 or 255. Default none.</param>
/// <param name="sparseYTrue">Whether targets are class numbers rather than one number per class. Default true.</param>
/// <param name="sparseYPred">Whether predictions are class numbers rather than one number per class. Default true.</param>
/// <param name="axis">The axis of the classes, where there is one number per class. Default the last.</param>
/// <param name="dtype">The number type; whole numbers cut fractions off the sample weights. Default int64, as in Keras.</param>
/// <param name="name">The name in logs.</param>
/// <exception cref="ArgumentException">A number is outside its range.</exception>
public sealed class MeanIoU(int numClasses, int? ignoreClass = null, bool sparseYTrue = true, bool sparseYPred = true, int axis = -1, DType dtype = DType.Int64, string? name = null)
    : IntersectionOverUnion(numClasses, [.. Enumerable.Range(0, Math.Max(0, numClasses))], ignoreClass, sparseYTrue, sparseYPred, axis, dtype, name)
{
    /// <inheritdoc/>
    public override Config GetConfig() => new Config()
        .Set("num_classes", NumClasses).Set("name", Name).Set("dtype", DType.KerasName).Set("ignore_class", IgnoreClass)
        .Set("sparse_y_true", SparseYTrue).Set("sparse_y_pred", SparseYPred).Set("axis", Axis);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static MeanIoU FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Int("num_classes"), config.OptionalInt("ignore_class"), config.Bool("sparse_y_true", true), config.Bool("sparse_y_pred", true), config.Int("axis", -1));
    }
}
