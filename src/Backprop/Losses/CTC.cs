using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Losses;

/// <summary>
/// Connectionist temporal classification, for labels whose times are not known (speech, handwriting): −ln of the sum, over all ways to spread the labels over the time steps with
/// blanks between them, of the products of the steps' probabilities. Targets are class numbers (n, labels), filled up with 0 at the end, which is the blank and no class;
/// predictions are logits (n, steps, classes). Sources: Graves et al. 2006; keras/src/losses/losses.py.
/// </summary>
/// <remarks>The sum is taken from the front, step by step, over the states blank, first label, blank, second label …: a state is reached from itself, from the one before, and,
/// when it is a label that differs from the label before, from that label. Its derivative is left to the graph.</remarks>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">The name in logs.</param>
public sealed class CTC(Reduction reduction = Reduction.SumOverBatchSize, string? name = null) : Loss(name, reduction)
{
    // ln 0, and yet a number.
    private const double Impossible = -1e30;

    /// <inheritdoc/>
    public override DType TargetType(DType prediction) => DType.Int32;

    /// <inheritdoc/>
    public override void CheckTargets(Tensor targets, Shape prediction)
    {
        ArgumentNullException.ThrowIfNull(targets);
        if (targets.Rank != 2 || prediction.Rank != 3) return;
        int steps = prediction[1], classes = prediction[2], length = targets.Shape[1];
        for (int row = 0; row < targets.Shape[0]; row++)
        {
            int labels = 0, needed = 0;
            for (int i = 0; i < length; i++)
            {
                double label = targets.At((row * length) + i);
                if (!double.IsInteger(label) || label < 0 || label >= classes) throw new ArgumentException($"{Name} expects class numbers from 1 to {classes - 1}, and 0 for nothing; row {row} of the targets has {label}.", nameof(targets));
                if (label == 0) continue;
                if (labels != i) throw new ArgumentException($"Row {row} of the targets has 0, the blank, before the label {label}; zeros may only fill it up at its end.", nameof(targets));
                labels++;
                // Between two equal labels there must be a blank.
                needed += i > 0 && targets.At((row * length) + i - 1) == label ? 2 : 1;
            }

            if (needed > steps && steps != Shape.Unknown) throw new ArgumentException($"Row {row} of the targets has {labels} labels, which need {needed} time steps; the predictions have {steps}.", nameof(targets));
        }
    }

    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        ArgumentNullException.ThrowIfNull(yTrue);
        ArgumentNullException.ThrowIfNull(yPred);
        if (yTrue.Shape.Rank != 2 || yPred.Shape.Rank != 3 || yTrue.Shape[0] != yPred.Shape[0]) throw new ArgumentException($"{Name} expects labels (samples, labels) and logits (samples, steps, classes): the targets have shape {yTrue.Shape}, the predictions {yPred.Shape}.");
        int samples = yPred.Shape[0], steps = yPred.Shape[1], classes = yPred.Shape[2], states = (2 * yTrue.Shape[1]) + 1;
        Node labels = Cast(yTrue, DType.Int32), blanks = Like(labels, 0);
        // Blank, first label, blank, second label … blank.
        Node sequence = Pad(Reshape(Stack([BroadcastTo(blanks, labels.Shape), labels], -1), [samples, states - 1]), [(0, 0), (0, 1)]);
        Node twoBefore = Shifted(sequence, 2, 0);
        Node maySkip = LogicalAnd(NotEqual(sequence, 0), NotEqual(sequence, twoBefore));
        // For each step and state the logarithm of its symbol's probability.
        Node logarithms = MatMul(LogSoftmax(yPred), Transpose(OneHot(sequence, classes, yPred.DType), [0, 2, 1]));

        Node position = Constant.Of(Tensor.From(Enumerable.Range(0, states).ToArray(), [1, states]));
        Node impossible = Like(yPred, Impossible);
        Node reached = Where(Less(position, 2), At(0), impossible);
        for (int step = 1; step < steps; step++)
        {
            Node skipped = Where(maySkip, Shifted(reached, 2, Impossible), impossible);
            reached = LogSumExp(Stack([reached, Shifted(reached, 1, Impossible), skipped], -1), [-1]) + At(step);
        }

        // The last label or the blank behind it.
        Node end = 2 * Sum(Cast(NotEqual(labels, 0), DType.Int32), [1], keepDims: true);
        Node isEnd = LogicalOr(Equal(position, end), Equal(position, end - 1));
        return -LogSumExp(Where(isEnd, reached, impossible), [1]);

        Node At(int step) => Reshape(SliceAxis(logarithms, 1, step, step + 1), [samples, states]);
    }

    /// <summary>The columns moved to the right; what comes in on the left is one number.</summary>
    private static Node Shifted(Node rows, int by, double value) => SliceAxis(Pad(rows, [(0, 0), (by, 0)], value), 1, 0, rows.Shape[1]);

    /// <summary>The object that <see cref="Loss.GetConfig"/> describes.</summary>
    public static CTC FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }
}
