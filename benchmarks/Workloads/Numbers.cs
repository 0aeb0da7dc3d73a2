using Backprop.Tensors;

namespace Backprop.Benchmarks.Workloads;

/// <summary>Numbers that are neither random nor constant.</summary>
internal static class Numbers
{
    public static Tensor Of(Shape shape)
    {
        var tensor = new Tensor(DType.Float32, shape);
        Span<float> values = tensor.AsWritableSpan<float>();
        for (int i = 0; i < values.Length; i++) values[i] = MathF.Sin(1.7f * i);
        return tensor;
    }

    public static Tensor Classes(int count) => Tensor.From([.. Enumerable.Range(0, count).Select(i => i % 10)], [count]);
}
