using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Explanations.Auditing;

/// <summary>A model and a batch about which claims are checked.</summary>
public sealed class ModelAudit
{
    private readonly Model _model;
    private readonly TensorSet _x;
    private readonly TensorSet _y;
    private readonly TensorSet? _sampleWeight;
    private readonly TrainingData _data;

    internal ModelAudit(Model model, TensorSet x, TensorSet y, TensorSet? sampleWeight)
    {
        (_model, _x, _y, _sampleWeight) = (model, x, y, sampleWeight);
        // Checks the data, and gives the optimizer its slots.
        (_, _data) = model.StepFor(x, y, sampleWeight);
    }

    internal Model Model => _model;

    internal TrainingData Data => _data;

    /// <summary>Checks gradients.</summary>
    /// <param name="gradients">By the weights' paths, such as "dense/kernel"; any of them.</param>
    /// <exception cref="ArgumentException">There is no such weight, or the shape is another.</exception>
    public AuditReport Gradients(IReadOnlyDictionary<string, Tensor> gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        return Check(Written(gradients, false));
    }

    /// <summary>Checks weights after one update by the model's optimizer, with the state that it has.</summary>
    /// <param name="weights">The new weights by their paths; any of them.</param>
    /// <exception cref="ArgumentException">There is no such weight, or the shape is another.</exception>
    public AuditReport Updated(IReadOnlyDictionary<string, Tensor> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return Check(Written(weights, true));
    }

    /// <summary>
    /// Checks a function that computes gradients. Where several mistakes give the same numbers, it is called again with other rows (fewer, in another order)
    /// and the mistakes that do not explain those are dropped.
    /// </summary>
    /// <param name="function">From the weights by their paths, inputs and targets to gradients by the weights' paths.</param>
    /// <exception cref="ArgumentException">The function returns something for a weight that does not exist, or of another shape.</exception>
    public AuditReport Function(Func<IReadOnlyDictionary<string, Tensor>, Tensor, Tensor, IReadOnlyDictionary<string, Tensor>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (_x.Count != 1 || _y.Count != 1) throw new ArgumentException($"A function is checked for models with one input and one output; this one has {_x.Count} and {_y.Count}.", nameof(function));
        IReadOnlyDictionary<string, Tensor> weights = _model.Weights.ToDictionary(weight => weight.Path, weight => weight.Variable.Value.Clone());
        AuditReport report = Gradients(function(weights, _x[0], _y[0]));
        if (report.Findings.Count != 1 || report.Findings[0].Alternatives.Count == 0) return report;
        // Another number of rows separates a factor 2 from two rows, and the like.
        int rows = _x[0].Shape[0];
        foreach (int count in new[] { rows - 1, rows + 1, 2 * rows + 1 })
        {
            if (count < 1) continue;
            (Tensor x, Tensor y) = (Rows(_x[0], count), Rows(_y[0], count));
            AuditReport again = new ModelAudit(_model, x, y, null).Gradients(function(weights, x, y));
            if (again.Findings.Count != 1) continue;
            AuditFinding first = report.Findings[0], second = again.Findings[0];
            string[] codes = [.. new[] { first.Code }.Concat(first.Alternatives).Intersect(new[] { second.Code }.Concat(second.Alternatives))];
            if (codes.Length == 0) continue;
            // The message that goes with the mistake that is left.
            AuditFinding left = codes[0] == first.Code ? first : second with { Worst = first.Worst };
            report = report with { Findings = [left with { Alternatives = codes[1..] }] };
            if (codes.Length == 1) break;
        }

        return report;
    }

    /// <summary>Tensors whose numbers have few decimals were rounded by somebody: they are compared as what they are written to.</summary>
    private ClaimedNumbers[] Written(IReadOnlyDictionary<string, Tensor> tensors, bool isUpdate)
    {
        ClaimNumbers[] numbers = [.. tensors.Select(entry => ClaimNumbers.Of(entry.Value))];
        bool isWhole = ClaimNumbers.AreWhole(numbers);
        int decimals = numbers.Length == 0 ? 0 : numbers.Max(one => one.Decimals), digits = numbers.Length == 0 ? 17 : numbers.Max(one => one.Digits);
        return [.. tensors.Select(entry => ClaimOf(entry.Key, entry.Value, isUpdate, isWhole ? 0 : 0.5 * Math.Pow(10, -decimals), isWhole ? 17 : digits))];
    }

    /// <summary>The derivation of an entry as text, where it is of the same number: a mistake of the update or of a weight that does not train has none.</summary>
    private string? Derive(AuditedEntry? worst)
    {
        if (worst is null || !_model.TrainableWeights.Any(weight => weight.Path == worst.Weight)) return null;
        Shape shape = _model.TrainableWeights.First(weight => weight.Path == worst.Weight).Shape;
        return worst.Index.Count == shape.Rank ? _model.Explain(_x, _y, _sampleWeight).Of(worst.Weight, [.. worst.Index]).ToString() : null;
    }

    internal AuditReport Check(IReadOnlyList<ClaimedNumbers> claims)
    {
        if (claims.Count == 0) throw new ArgumentException("The claim names no weight.");
        var situation = new Situation(_model, _data, claims);
        AuditReport report = new Auditor(situation).Run();
        return report with { Findings = [.. report.Findings.Select(finding => finding with { Derivation = Derive(finding.Worst) })] };
    }

    internal ClaimedNumbers ClaimOf(string path, Tensor values, bool isUpdate, double quantum = 0, int digits = 17)
    {
        int weight = WeightNames.Find(_model, path);
        Shape shape = _model.Weights[weight].Shape;
        if (values.Shape != shape) throw new ArgumentException($"{path} has shape {shape}; the claim gives {values.Shape}.");
        return new ClaimedNumbers(weight, _model.Weights[weight].Path, isUpdate, values.ToArray<double>()) { Shape = [.. shape.Lengths.ToArray()], Quantum = quantum, Digits = digits };
    }

    /// <summary>As many rows as asked for, from the start again where there are not enough, each a little different from the row it repeats.</summary>
    private static Tensor Rows(Tensor tensor, int count)
    {
        int rows = tensor.Shape[0], width = rows == 0 ? 0 : tensor.Size / rows;
        double[] values = tensor.ToArray<double>();
        var taken = new double[count * width];
        for (int i = 0; i < taken.Length; i++) taken[i] = values[(i + width) % values.Length] * (tensor.DType.IsFloat && i >= values.Length ? 1 - 0.01 * (i / width) : 1);
        return Tensor.From(taken, tensor.Shape.With(0, count)).Cast(tensor.DType);
    }
}
