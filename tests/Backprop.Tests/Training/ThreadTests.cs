using Backprop.Kernels;
using Backprop.Layers;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Tests.Training;

/// <summary>Training gives the same bits on any number of threads: work is cut by its shape, never by their number.</summary>
public sealed class ThreadTests
{
    [Fact]
    public void Weights_after_training_have_the_same_bits_with_1_2_and_5_threads()
    {
        int before = Workers.Count;
        try
        {
            float[][] results = [.. new[] { 1, 2, 5 }.Select(Train)];
            Assert.Equal(results[0].Select(BitConverter.SingleToInt32Bits), results[1].Select(BitConverter.SingleToInt32Bits));
            Assert.Equal(results[0].Select(BitConverter.SingleToInt32Bits), results[2].Select(BitConverter.SingleToInt32Bits));
        }
        finally
        {
            Workers.Count = before;
        }
    }

    private static float[] Train(int threads)
    {
        Workers.Count = threads;
        const int Rows = 300;
        Tensor x = Tensor.From(Enumerable.Range(0, Rows * 200).Select(i => MathF.Sin(i * 1.7f)).ToArray(), [Rows, 200]);
        Tensor y = Tensor.From(Enumerable.Range(0, Rows).Select(i => i % 7).ToArray(), [Rows]);
        var model = new Sequential { new Dense(256, "tanh"), new Dropout(0.2), new Dense(130, "relu"), new Dense(7, "softmax") };
        model.Compile("adam", "sparse_categorical_crossentropy");
        model.Fit(x, y, batchSize: 128, epochs: 2);
        return [.. model.GetWeights().SelectMany(weight => weight.ToArray<float>())];
    }
}
