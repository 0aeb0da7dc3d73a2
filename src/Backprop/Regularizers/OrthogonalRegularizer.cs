using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Regularizers;

/// <summary>
/// Draws the rows (or columns) of a matrix towards right angles: factor · ½ · Σ|cosines of the angles between different rows| / (n(n − 1)/2).
/// Source: keras/src/regularizers/regularizers.py.
/// </summary>
/// <param name="factor">The factor, 0 or more. Default 0.01.</param>
/// <param name="mode">"rows" or "columns". Default "rows".</param>
public sealed class OrthogonalRegularizer(double factor = 0.01, string mode = "rows") : Regularizer
{
    /// <summary>The factor.</summary>
    public double Factor { get; } = RegularizationFactor.Check(factor, nameof(factor));

    /// <summary>"rows" or "columns".</summary>
    public string Mode { get; } = mode is "rows" or "columns" ? mode : throw new ArgumentException($"The mode is \"rows\" or \"columns\", not \"{mode}\".", nameof(mode));

    /// <inheritdoc/>
    public override Node Penalty(Node w)
    {
        ArgumentNullException.ThrowIfNull(w);
        if (w.Shape.Rank != 2) throw new ArgumentException($"The orthogonal regularizer works on matrices; the weight has shape {w.Shape}.", nameof(w));
        Node rows = Mode == "rows" ? w : Transpose(w);
        int n = rows.Shape[0];
        // Keras normalises by max(Σw², 1e-12), as tf.math.l2_normalize does.
        Node unit = rows * ReciprocalSqrt(Maximum(Sum(Square(rows), [1], keepDims: true), 1e-12));
        Node cosines = MatMul(unit, Transpose(unit));
        Node different = 1 - Identity(n, w.DType);
        return Factor * 0.5 / Math.Max(1, n * (n - 1) / 2) * Sum(Abs(cosines * different));
    }

    private static Node Identity(int n, DType dtype)
    {
        var numbers = new double[n * n];
        for (int i = 0; i < n; i++) numbers[i * n + i] = 1;
        return Constant.Of(Tensor.From(numbers, [n, n]).Cast(dtype));
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("factor", Factor).Set("mode", Mode);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static OrthogonalRegularizer FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("factor", 0.01), config.Text("mode", "rows"));
    }
}
