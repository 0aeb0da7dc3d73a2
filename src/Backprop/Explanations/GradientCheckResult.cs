using System.Globalization;
using System.Text;
using Backprop.Tensors;

namespace Backprop.Explanations;

/// <summary>What a comparison with finite differences says.</summary>
public enum GradientVerdict
{
    /// <summary>Every derivative that was looked at agrees.</summary>
    Agrees,

    /// <summary>The finite differences themselves are too inexact to tell: the function varies too fast, is too noisy, or is not finite nearby.</summary>
    CannotTell,

    /// <summary>The point sits where the slope jumps: there is no derivative to compare with.</summary>
    Kink,

    /// <summary>A derivative is wrong by more than rounding and curvature explain.</summary>
    Disagrees,
}

/// <summary>One derivative beside its finite difference.</summary>
/// <param name="Index">The element of the input, one number per axis.</param>
/// <param name="Analytic">The derivative that is checked.</param>
/// <param name="Numeric">The finite difference.</param>
/// <param name="Uncertainty">How far the finite difference may lie from the truth.</param>
/// <param name="Left">The slope on the left of the point.</param>
/// <param name="Right">The slope on the right.</param>
/// <param name="Digits">To how many decimal digits the two agree.</param>
/// <param name="Verdict">What follows from it.</param>
public sealed record GradientCheckEntry(IReadOnlyList<int> Index, double Analytic, double Numeric, double Uncertainty, double Left, double Right, double Digits, GradientVerdict Verdict)
{
    /// <summary>Why it cannot be told, or what else is to be said: a kink, cancellation, single precision; null when nothing is.</summary>
    public string? Reason { get; init; }

    /// <summary>Central differences over steps from large to small beside the derivative: with large ones curvature shows, with small ones rounding. Only for the worst entry of a block.</summary>
    public IReadOnlyList<GradientCheckStep> Sweep { get; init; } = [];

    /// <summary>For example "[1, 0]: analytic 2, numeric 3, 0.5 digits".</summary>
    public override string ToString()
    {
        string place = Index.Count == 0 ? "" : $"[{string.Join(", ", Index)}]: ";
        string text = string.Create(CultureInfo.InvariantCulture, $"{place}analytic {Analytic:G10}, numeric {Numeric:G10} ± {Uncertainty:G2}, {Digits:F1} digits");
        if (Verdict == GradientVerdict.Kink) text += string.Create(CultureInfo.InvariantCulture, $", slope {Left:G6} on the left and {Right:G6} on the right");
        return Reason is null || Verdict == GradientVerdict.Kink ? text : $"{text} ({Reason})";
    }
}

/// <summary>One step of a sweep.</summary>
/// <param name="Step">h.</param>
/// <param name="Numeric">(f(x+h) − f(x−h))/2h.</param>
/// <param name="Difference">By how much it differs from the derivative that is checked, relative to the larger of the two.</param>
/// <param name="IsChosen">Whether it is the step whose difference comes nearest to the extrapolated one, on which the verdict rests.</param>
public sealed record GradientCheckStep(double Step, double Numeric, double Difference, bool IsChosen);

/// <summary>The derivatives with respect to one input.</summary>
/// <param name="Name">The input.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Order">1 for the gradient, 2 for the gradient of the gradient.</param>
/// <param name="Checked">How many elements were looked at.</param>
/// <param name="Worst">The one with the gravest verdict and the fewest digits; null when there was nothing to look at.</param>
public sealed record GradientCheckBlock(string Name, Shape Shape, int Order, int Checked, GradientCheckEntry? Worst)
{
    /// <summary>The gravest verdict of the block's elements.</summary>
    public GradientVerdict Verdict => Worst?.Verdict ?? GradientVerdict.Agrees;

    /// <summary>What the wrong derivatives have in common, such as "everywhere 2 times what it should be"; null when nothing is wrong or nothing is seen.</summary>
    public string? Pattern { get; init; }

    /// <summary>What else there is to say about the block, such as the digits of single precision; null for most.</summary>
    public string? Remark { get; init; }

    /// <summary>One line.</summary>
    public override string ToString()
    {
        string order = Order == 1 ? "" : ", second order";
        string count = Checked == Shape.Size ? $"{Checked} elements" : $"{Checked} of {Shape.Size} elements";
        string place = Worst is { Index.Count: 0 } && Shape.Rank > 0 ? "along a random direction, " : "";
        return $"{Name} {Shape}{order}: {GradientCheckResult.Text(Verdict)}, {count}{(Pattern is null ? "" : $", {Pattern}")}{(Worst is null ? "" : $"; worst {place}{Worst}")}{(Remark is null ? "" : $"; {Remark}")}";
    }
}

/// <summary>The outcome of a gradient check.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Blocks">One entry per input and order.</param>
public sealed record GradientCheckResult(string Name, IReadOnlyList<GradientCheckBlock> Blocks)
{
    /// <summary>The gravest verdict of all blocks.</summary>
    public GradientVerdict Verdict => Blocks.Count == 0 ? GradientVerdict.Agrees : Blocks.Max(block => block.Verdict);

    /// <summary>The name, the verdict, and a line per input.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{Name}: {Text(Verdict)}");
        foreach (GradientCheckBlock block in Blocks) text.Append("\n  ").Append(block);
        return text.ToString();
    }

    /// <summary>Does nothing when the gradient agrees.</summary>
    /// <exception cref="GradientCheckException">It does not, or it cannot be told; the message holds the whole result.</exception>
    public void AssertAgrees()
    {
        if (Verdict != GradientVerdict.Agrees) throw new GradientCheckException(this);
    }

    internal static string Text(GradientVerdict verdict) => verdict switch
    {
        GradientVerdict.Agrees => "agrees",
        GradientVerdict.Disagrees => "disagrees",
        GradientVerdict.Kink => "cannot tell (kink)",
        _ => "cannot tell",
    };
}

/// <summary>A gradient was asserted to agree with finite differences and did not.</summary>
public sealed class GradientCheckException(GradientCheckResult result) : Exception(result.ToString())
{
    /// <summary>What was found.</summary>
    public GradientCheckResult Result => result;
}
