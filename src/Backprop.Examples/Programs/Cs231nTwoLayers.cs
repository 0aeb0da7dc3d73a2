using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Regularizers;
using Backprop.Tensors;
using Backprop.Training;
using static Backprop.Operations.Functions;

namespace Backprop.Examples.Programs;

/// <summary>Five inputs, fifty hidden units, seven classes, all numbers evenly spaced: the scores of three samples, and the loss with a penalty and without.</summary>
internal static class Cs231nTwoLayers
{
    public static void Run(Sheet sheet)
    {
        Tensor x = Transpose((Node)Sheet.Even(-5.5, 4.5, 5, 3)).Evaluate(), classes = Tensor.From([0, 5, 1]);
        Tensor[] weights = [Sheet.Even(-0.7, 0.3, 5, 50), Sheet.Even(-0.1, 0.9, 50), Sheet.Even(-0.3, 0.4, 50, 7), Sheet.Even(-0.9, 0.1, 7)];
        var model = new Sequential(dtype: DType.Float64) { new Dense(50, "relu", inputDim: 5), new Dense(7) };
        model.SetWeights(weights);
        model.Compile("sgd", new SparseCategoricalCrossentropy(fromLogits: true));
        Sheet.Row scores = sheet.Of(model.Predict(x));
        for (int row = 0; row < 3; row++)
        {
            for (int column = 0; column < 7; column++) scores.Is($"scores[{row}][{column}]", row, column);
        }

        double loss = model.Evaluate(x, classes)["loss"];
        sheet.Is("loss_reg0", loss);
        // The penalty is half of the sum of squares of both kernels: L2 with the factor ½.
        var penalty = new L2(0.5);
        sheet.Is("loss_reg1", loss + (penalty.Penalty(Constant.Of(weights[0])) + penalty.Penalty(Constant.Of(weights[2]))).EvaluateScalar());
    }
}
