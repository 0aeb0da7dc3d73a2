using System.Text.RegularExpressions;
using Backprop.Lessons;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Lessons;

/// <summary>
/// What a reader of the lessons sees, as approved. Digits that may differ from processor to processor, and times, are left out:
/// decimals after the sixth, counts of agreeing digits, and the epochs of float32 runs (their numbers are tested as numbers).
/// </summary>
public sealed partial class LessonTextTests
{
    [Fact]
    public void Regression_by_hand() => Match("regression-by-hand", RegressionByHand.Write);

    [Fact]
    public void Classification_by_hand() => Match("classification-by-hand", ClassificationByHand.Write);

    [Fact]
    public void Regression_by_model() => Match("regression-by-model", RegressionByModel.Write, withoutEpochs: true);

    [Fact]
    public void Classification_by_model() => Match("classification-by-model", ClassificationByModel.Write, withoutEpochs: true);

    [Fact]
    public void Side_by_side() => Match("side-by-side", SideBySide.Write);

    [Fact]
    public void Memoization() => Match("memoization", MemoizationLesson.Write);

    [Theory]
    [MemberData(nameof(Lessons))]
    public void Every_line_fits_in_a_terminal(string name)
    {
        Assert.All(Text(s_lessons[name]).Split('\n'), line => Assert.True(line.Length <= 120, line));
    }

    public static TheoryData<string> Lessons => [.. s_lessons.Keys];

    private static readonly Dictionary<string, Action<Page>> s_lessons = new()
    {
        ["regression-by-hand"] = RegressionByHand.Write,
        ["classification-by-hand"] = ClassificationByHand.Write,
        ["regression-by-model"] = RegressionByModel.Write,
        ["classification-by-model"] = ClassificationByModel.Write,
        ["side-by-side"] = SideBySide.Write,
    };

    private static void Match(string name, Action<Page> lesson, bool withoutEpochs = false)
    {
        string text = Text(lesson);
        text = Seconds().Replace(text, "       # s");
        text = DigitsAtTheEnd().Replace(text, "$1#");
        text = DigitsInASentence().Replace(text, "agree #");
        if (withoutEpochs)
        {
            text = EpochLines().Replace(text, "");
            text = Decimals().Replace(text, "#");
        }

        Approved.Match($"lessons/{name}", LateDecimals().Replace(text, "$1"));
    }

    private static string Text(Action<Page> lesson)
    {
        var text = new StringWriter { NewLine = "\n" };
        lesson(new Page(text));
        return text.ToString();
    }

    [GeneratedRegex(@" +\d+\.\d+ s$", RegexOptions.Multiline)]
    private static partial Regex Seconds();

    [GeneratedRegex(@"(\.\d{12} +)\d{1,2}$", RegexOptions.Multiline)]
    private static partial Regex DigitsAtTheEnd();

    [GeneratedRegex(@"agree (to \d+ digits or more|in every bit)")]
    private static partial Regex DigitsInASentence();

    [GeneratedRegex(@"^ +\d+ +\d+\.\d{9} .*\n", RegexOptions.Multiline)]
    private static partial Regex EpochLines();

    [GeneratedRegex(@"\d+\.\d{4,}")]
    private static partial Regex Decimals();

    [GeneratedRegex(@"(\.\d{6})\d+")]
    private static partial Regex LateDecimals();
}
