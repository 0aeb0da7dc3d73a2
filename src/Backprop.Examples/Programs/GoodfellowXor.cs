using Backprop.Layers;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Examples.Programs;

/// <summary>A network with ReLU whose weights were chosen by hand and that is exact on XOR.</summary>
internal static class GoodfellowXor
{
    public static void Run(Sheet sheet)
    {
        var model = new Sequential(dtype: DType.Float64) { new Dense(2, "relu", inputDim: 2), new Dense(1) };
        model.SetWeights([new double[,] { { 1, 1 }, { 1, 1 } }, new double[] { 0, -1 }, new double[,] { { 1 }, { -2 } }, new double[] { 0 }]);
        model.Compile("sgd", "mse");
        Tensor x = new double[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } }, y = new double[,] { { 0 }, { 1 }, { 1 }, { 0 } };
        Tensor predicted = model.Predict(x);
        string[] names = ["y00", "y01", "y10", "y11"];
        for (int row = 0; row < 4; row++) sheet.Is(names[row], predicted.GetDouble(row, 0));
        sheet.Is("MSE", model.Evaluate(x, y)["loss"]);
    }
}
