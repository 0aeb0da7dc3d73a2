using Backprop.Differentiation;
using Backprop.Explanations.Auditing;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Training;
using static Backprop.Operations.Functions;

namespace Backprop.Examples.Programs;

/// <summary>The gradient check of a course, with two planted mistakes and without. Without them it still reports more than its threshold; the residual is that of its loss, ln(1 − σ).</summary>
internal static class NgGradientCheck
{
    private static readonly Tensor s_x = new double[,] { { 1.6243453636632417, -0.6117564136500754, -0.5281717522634557 }, { -1.0729686221561705, 0.8654076293246785, -2.3015386968802827 }, { 1.74481176421648, -0.7612069008951028, 0.31903909605709857 }, { -0.2493703754774101, 1.462107937044974, -2.060140709497654 } };
    private static readonly Tensor s_y = new double[,] { { 1, 1, 0 } };
    private static readonly Tensor[] s_weights =
    [
        new double[,] { { -0.3224172040135075, -0.38405435466841564, 1.1337694423354374, -1.0998912673140309 }, { -0.17242820755043575, -0.8778584179213718, 0.04221374671559283, 0.5828152137158222 }, { -1.1006191772129212, 1.1447237098396141, 0.9015907205927955, 0.5024943389018682 }, { 0.9008559492644118, -0.6837278591743331, -0.12289022551864817, -0.9357694342590688 }, { -0.2678880796260159, 0.530355466738186, -0.691660751725309, -0.39675352685597737 } },
        new double[,] { { -0.6871727001195994 }, { -0.8452056414987196 }, { -0.671246130836819 }, { -0.01266459891890136 }, { -1.1173103486352778 } },
        new double[,] { { 0.23441569781709215, 1.6598021771098705, 0.7420441605773356, -0.19183555236161492, -0.8876289640848363 }, { -0.7471582937508376, 1.6924546010277466, 0.05080775477602897, -0.6369956465693534, 0.19091548466746602 }, { 2.100255136478842, 0.12015895248162915, 0.6172031097074192, 0.3001703199558275, -0.35224984649351865 } },
        new double[,] { { -1.1425181980221402 }, { -0.3493427224128775 }, { -0.2088942333747781 } },
        new double[,] { { 0.5866231911821976, 0.8389838134745049, 0.9311020813035573 } },
        new double[,] { { 0.2855873252542588 } },
    ];

    public static void Run(Sheet sheet)
    {
        Variable[] weights = [.. s_weights.Select((tensor, i) => Variable.Of($"{"WbWbWb"[i]}{i / 2 + 1}", tensor.Clone()))];
        Node a1 = Relu(MatMul(weights[0], s_x) + weights[1]), a2 = Relu(MatMul(weights[2], a1) + weights[3]), a3 = Sigmoid(MatMul(weights[4], a2) + weights[5]);
        Node y = s_y, cost = Mean(-(Log(a3) * y + Log(1 - a3) * (1 - y)));
        sheet.Is("cost", cost);
        Tensor[] right = [.. weights.Select(weight => Gradient.Of(cost, weight).Evaluate())];
        Tensor[] planted = [right[0], Times(right[1], 4), Times(right[2], 2), right[3], right[4], right[5]];
        double[] numeric = [.. weights.SelectMany(weight => Differences(weight, cost, 1e-7))];
        // Both hang on the rounding of the loss's values, the second on nothing else.
        sheet.Is("difference_with_bugs", Distance(planted, numeric), noise: 1e-8);
        sheet.Is("difference_fixed", Distance(right, numeric), noise: 2e-9);

        // The audit of the same claims: kernels stand as (inputs, units) there, and rows are examples.
        var model = new Sequential(dtype: DType.Float64) { new Dense(5, "relu", inputDim: 4, name: "layer1"), new Dense(3, "relu", name: "layer2"), new Dense(1, "sigmoid", name: "layer3") };
        model.SetWeights([.. s_weights.Select(Turned)]);
        model.Compile("sgd", "binary_crossentropy");
        Dictionary<string, Tensor> Claim(Tensor[] gradients) => model.TrainableWeights.Select((weight, i) => (weight.Path, Value: Turned(gradients[i], i))).ToDictionary(pair => pair.Path, pair => pair.Value);
        sheet.Audit(Audit.Of(model, Turned(s_x, 0), Turned(s_y, 0)).Gradients(Claim(right)));
        sheet.Audit(Audit.Of(model, Turned(s_x, 0), Turned(s_y, 0)).Gradients(Claim(planted)), "constant-factor");
    }

    private static Tensor Turned(Tensor tensor, int index) => index % 2 == 0 ? Transpose((Node)tensor).Evaluate() : tensor.Reshape([tensor.Shape[0]]);

    private static Tensor Times(Tensor tensor, double factor) => ((Node)tensor * factor).Evaluate();

    private static IEnumerable<double> Differences(Variable weight, Node cost, double step)
    {
        double[] kept = weight.Value.ToArray<double>();
        for (int i = 0; i < kept.Length; i++)
        {
            double At(double value)
            {
                double[] moved = [.. kept];
                moved[i] = value;
                weight.Assign(Tensor.From(moved, weight.Shape));
                double result = cost.EvaluateScalar();
                weight.Assign(Tensor.From(kept, weight.Shape));
                return result;
            }

            yield return (At(kept[i] + step) - At(kept[i] - step)) / (2 * step);
        }
    }

    private static double Distance(Tensor[] gradients, double[] numeric)
    {
        double[] all = [.. gradients.SelectMany(gradient => gradient.ToArray<double>())];
        static double Length(IEnumerable<double> numbers) => Math.Sqrt(numbers.Sum(number => number * number));
        return Length(all.Zip(numeric, (a, b) => a - b)) / (Length(all) + Length(numeric));
    }
}
