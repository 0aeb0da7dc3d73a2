using System.Reflection;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Tests.Kernels;

namespace Backprop.Tests.Operations;

/// <summary>The fast kernel of every elementwise operation of the catalogue against its plain one, on random and on special values.</summary>
public sealed class ElementwiseKernelTests
{
    // Everything else is a single IEEE operation, or a choice: the same bits.
    private static readonly HashSet<Type> s_rounded =
    [
        typeof(Acos), typeof(Acosh), typeof(Asin), typeof(Asinh), typeof(Atan), typeof(Atanh), typeof(Cos), typeof(Cosh), typeof(Erf), typeof(Exp), typeof(Expm1),
        typeof(Log), typeof(Log1p), typeof(Power), typeof(Sigmoid), typeof(Sin), typeof(Sinh), typeof(Softplus), typeof(Tan), typeof(Tanh),
    ];

    public static TheoryData<string, DType> Cases
    {
        get
        {
            var cases = new TheoryData<string, DType>();
            foreach (ElementwiseOperation operation in Catalogue.All.OfType<ElementwiseOperation>())
            {
                foreach (DType type in Enum.GetValues<DType>())
                {
                    if (Accepts(operation, type)) cases.Add(operation.Name, type);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheFastKernelEqualsThePlainOne(string name, DType type)
    {
        ElementwiseOperation operation = Catalogue.All.OfType<ElementwiseOperation>().Single(operation => operation.Name == name);
        Tensor[] inputs = Inputs(operation, type);
        var output = new Tensor(operation.Infer([.. inputs.Select(input => input.Type)]).DType, inputs[0].Shape);
        operation.Compute(inputs, output);

        // Truth values are 1 and 0 of the type that the function computes in.
        DType computing = type == DType.Bool ? DType.Float32 : type;
        Type number = computing switch { DType.Float32 => typeof(float), DType.Float64 => typeof(double), DType.Int32 => typeof(int), _ => typeof(long) };
        MethodInfo plain = operation.GetType().GetNestedType("Function")!.GetMethod("Plain")!.MakeGenericMethod(number);
        double limit = !s_rounded.Contains(operation.GetType()) ? 0 : type == DType.Float32 ? 2 : 4;
        var worst = new Accuracy();
        for (int i = 0; i < output.Size; i++)
        {
            object[] arguments = [.. inputs.Select(input => Convert.ChangeType(input.At(i), number, null))];
            double expected = Convert.ToDouble(plain.Invoke(null, arguments), null), value = output.At(i);
            string at = string.Join(", ", arguments);
            if (limit == 0)
            {
                Assert.True(value.Equals(expected) && double.IsNegative(value) == (double.IsNegative(expected) && !double.IsNaN(value)) | double.IsNaN(value), $"{name} of {type} at ({at}): {value:R} instead of {expected:R}");
            }
            else
            {
                worst.Add(inputs[0].At(i), value, expected, single: type == DType.Float32);
                Assert.True(worst.Ulps <= limit, $"{name} of {type} at ({at}): {worst}");
            }
        }
    }

    private static bool Accepts(ElementwiseOperation operation, DType type)
    {
        var inputs = new TensorType[operation.InputCount];
        for (int i = 0; i < inputs.Length; i++) inputs[i] = new TensorType(operation is Where && i == 0 ? DType.Bool : type, [1]);
        try
        {
            operation.Infer(inputs);
            // Arithmetic on truth values is not asked for.
            return type != DType.Bool || operation is LogicalAnd or LogicalOr or LogicalNot or Equal or NotEqual or Where;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Every special value beside every other, then random ones; the number of elements is no multiple of a vector.</summary>
    private static Tensor[] Inputs(ElementwiseOperation operation, DType type)
    {
        double[] special = type switch
        {
            DType.Float32 => [0.0, -0.0, 1, -1, 2, 0.5, -2.5, 1.5, double.PositiveInfinity, double.NegativeInfinity, double.NaN, float.Epsilon, -float.Epsilon, 1e-39f, float.MaxValue, float.MinValue, 88.5f, -104],
            DType.Float64 => [0.0, -0.0, 1, -1, 2, 0.5, -2.5, 1.5, double.PositiveInfinity, double.NegativeInfinity, double.NaN, double.Epsilon, -double.Epsilon, 1e-310, double.MaxValue, double.MinValue, 709.5, -746],
            DType.Bool => [0, 1],
            _ => [0, 1, -1, 7, -12, int.MaxValue, -int.MaxValue],
        };
        var random = new Random(1);
        int n = special.Length, count = n * n * n + 501;
        var inputs = new Tensor[operation.InputCount];
        for (int k = 0; k < inputs.Length; k++)
        {
            DType inputType = operation is Where && k == 0 ? DType.Bool : type;
            var values = new double[count];
            for (int i = 0, step = k == 0 ? 1 : k == 1 ? n : n * n; i < count; i++)
            {
                double drawn = (2 * random.NextDouble() - 1) * Math.Pow(10, 4 * random.NextDouble() - 2);
                double value = i < n * n * n ? special[i / step % n] : type is DType.Int32 or DType.Int64 ? Math.Round(drawn) : drawn;
                if (operation is Divide && type is DType.Int32 or DType.Int64 && k == 1 && value == 0) value = 1;
                values[i] = inputType == DType.Bool ? Math.Abs(value) > 0.5 ? 1 : 0 : value;
            }

            inputs[k] = Tensor.From(values, [count]).Cast(inputType);
        }

        return inputs;
    }
}
