using System.Globalization;
using Backprop.Cli.Output;
using Backprop.Data;
using Backprop.Explanations;
using Backprop.Tensors;
using Backprop.Training;
using Hand = Backprop.ByHand;

namespace Backprop.Cli.Tour;

/// <summary>The part of the tour that follows one small network through everything.</summary>
internal sealed class SeedPages
{
    private readonly SeedTraining _training;
    private readonly double[][] _x;
    private readonly double[] _y;

    public SeedPages()
    {
        TabularData students = Datasets.Table("salary").ToFeaturesAndTarget("lpa", new ConversionOptions { DType = DType.Float64 });
        double[] numbers = students.Features.ToArray<double>();
        _x = [.. numbers.Chunk(2)];
        _y = students.Targets.ToArray<double>();
        _training = new SeedTraining(_x, _y);
    }

    /// <summary>Trains in three ways, and compares weight by weight.</summary>
    public void ThreeWays()
    {
        Terminal.Heading("1. One network, trained three ways");
        Terminal.Paragraph("Four students, their marks, and what they earn:");
        Grid.Show(["student", "cgpa", "profile score", "salary (lpa)"], _x.Select((row, i) => (string[])[Whole(i + 1), Whole(row[0]), Whole(row[1]), Whole(_y[i])]));
        Terminal.Paragraph($"A network of 2 inputs, 2 hidden units and 1 output learns the salary: every weight starts at {SeedTraining.InitialWeight.ToString(CultureInfo.InvariantCulture)}, every bias at 0; {SeedTraining.Epochs} epochs, one student at a time, w ← w − 0.001·∂loss/∂w. By hand in plain loops, by automatic differentiation of an expression, and by a model with Compile and Fit:");
        (SeedHistory hand, SeedHistory gradient, SeedHistory model) = (_training.ByHand(new Hand.GradientDescent(SeedTraining.LearningRate)), _training.ByGradient(), _training.ByModel());
        IEnumerable<string[]> rows = SeedTraining.WeightNames.Select((name, n) => Row(name, hand.Weights[^1][n], gradient.Weights[^1][n], model.Weights[^1][n]));
        Grid.Show(["weight", "by hand", "by gradient", "by model", "equal digits"], [.. rows, Row("last loss", hand.Losses[^1], gradient.Losses[^1], model.Losses[^1])]);
        int digits = Enumerable.Range(0, SeedTraining.Epochs).Min(epoch => Math.Min(Digits(hand, gradient, epoch), Digits(hand, model, epoch)));
        Terminal.Paragraph(digits >= 12
            ? $"They agree: over all {SeedTraining.Epochs} epochs, every weight and every loss to {digits} digits or more (17: every bit is equal). The three share no derivative, so this is evidence."
            : $"They do not agree: somewhere in {SeedTraining.Epochs} epochs only {digits} digits are equal. Please report this.");

        Terminal.Heading("2. The loss falls");
        foreach (string line in LossPlot.Lines(hand.Losses, Math.Min(Terminal.Width, 90), 8)) Terminal.Line(line);
    }

    /// <summary>Derives the gradient of one weight for one student.</summary>
    public void Derivation()
    {
        Terminal.Heading("3. Where one number comes from");
        Terminal.Paragraph($"The weight from the first input to the second hidden unit, dense/kernel[0,1], for the first student ({Whole(_x[0][0])}, {Whole(_x[0][1])} → {Whole(_y[0])}), before any training: the chain of derivatives from the weight to the loss, the same in numbers, their product, and what the step makes of the weight. It is read from the graph that trains.");
        Terminal.Line();
        Sequential model = SeedTraining.NewModel();
        string text = model.Explain(_training.X[0], _training.Y[0]).Of("dense/kernel", 0, 1).ToString();
        foreach (string line in text.Split('\n')) Factors("  " + line.TrimEnd('\r'));
    }

    /// <summary>A line of a derivation; where it is too long, it is broken before a factor.</summary>
    private static void Factors(string line)
    {
        while (line.Length > Terminal.Width && line.LastIndexOf(" · ", Terminal.Width - 1, StringComparison.Ordinal) is > 6 and int at)
        {
            Terminal.Line(line[..at]);
            line = "     " + line[at..];
        }

        Terminal.Line(line);
    }

    /// <summary>Sets the published update beside the right one.</summary>
    public void PublishedUpdate()
    {
        Terminal.Heading("4. A wrong gradient that learns");
        Terminal.Paragraph("The notebooks that this network comes from publish an update written by hand, with three mistakes: a bias taken from a weight, two indices exchanged, a weight used after it was changed. Beside the correct one:");
        SeedHistory right = _training.ByHand(new Hand.GradientDescent(SeedTraining.LearningRate));
        SeedHistory published = _training.ByHand(new Hand.PublishedUpdate(SeedTraining.LearningRate));
        string[][] losses = [.. new[] { 1, 2, 3, 5, 10, 75 }.Select(epoch => (string[])[$"loss, epoch {epoch}", Fixed(right.Losses[epoch - 1]), Fixed(published.Losses[epoch - 1])])];
        string[][] weights = [.. SeedTraining.WeightNames.Select((name, n) => (string[])[name, Fixed(right.Weights[^1][n]), Fixed(published.Weights[^1][n])])];
        Grid.Show([$"after {SeedTraining.Epochs} epochs", "correct", "as published"], [.. losses, .. weights]);
        (double least, int lowest) = published.Losses.Select((loss, epoch) => (loss, epoch)).Min();
        Terminal.Paragraph($"The loss fell all the same, from {Numbers.Short(published.Losses[0])} to {Numbers.Short(least)} in epoch {lowest + 1}, before it rose to {Numbers.Short(published.Losses[^1])} (correct: {Numbers.Short(right.Losses[^1])}): a falling loss does not show that a gradient is right. What shows that this one is wrong: the two hidden units start equal and get equal gradients, so they must stay equal (correct: W2[0] = W2[1]); with the published update they part.");
    }

    private static int Digits(SeedHistory first, SeedHistory second, int epoch) =>
        Math.Min(Hand.Agreement.Digits(first.Losses[epoch], second.Losses[epoch]), Hand.Agreement.Digits(first.Weights[epoch], second.Weights[epoch]));

    private static string[] Row(string name, double hand, double gradient, double model) =>
        [name, Fixed(hand), Fixed(gradient), Fixed(model), Whole(Math.Min(Hand.Agreement.Digits(hand, gradient), Hand.Agreement.Digits(hand, model)))];

    private static string Fixed(double number) => number.ToString("F10", CultureInfo.InvariantCulture);

    private static string Whole(double number) => number.ToString("F0", CultureInfo.InvariantCulture);
}
