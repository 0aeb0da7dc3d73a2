using System.Globalization;
using System.Text;

namespace Backprop.Lessons;

/// <summary>
/// The page that a lesson is written on: lines for a reader, or instead of them the lesson's numbers as one JSON document.
/// It belongs to the seeds' network of two inputs, two hidden units and one output: it knows the names of its nine weights and biases.
/// </summary>
/// <param name="writer">Where the lines go; null when only the numbers are wanted.</param>
public sealed class Page(TextWriter? writer)
{
    private static readonly string[] s_weights = ["W1[0,0]", "W1[0,1]", "W1[1,0]", "W1[1,1]", "b1[0]", "b1[1]", "W2[0]", "W2[1]", "b2"];

    /// <summary>The lesson's numbers.</summary>
    public NumberDocument Numbers { get; } = new();

    /// <summary>After the first five, only every so many-th epoch is written. Default 1: all are.</summary>
    public int EveryEpoch { get; init; } = 1;

    /// <summary>Runs a lesson as a program: text on standard output, or with --json its numbers and nothing else.</summary>
    /// <param name="arguments">The program's own: none, or --json.</param>
    /// <param name="lesson">Writes the lesson on a page.</param>
    public static void Show(string[] arguments, Action<Page> lesson)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(lesson);
        // Windows would otherwise replace the letters ŷ, δ and η.
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        bool json = arguments.Contains("--json");
        var page = new Page(json ? null : Console.Out);
        lesson(page);
        if (json) Console.WriteLine(page.Numbers.ToString());
    }

    /// <summary>A heading, underlined.</summary>
    public void Heading(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Write();
        Write(text);
        Write(new string('-', text.Length));
    }

    /// <summary>One line, or several; numbers in it are written as in a program, with a point.</summary>
    public void Write(FormattableString text) => Write(FormattableString.Invariant(text));

    /// <summary>One line, or several.</summary>
    public void Write(string text = "") => writer?.WriteLine(text.ReplaceLineEndings("\n").TrimEnd());

    /// <summary>A line of a table: the first cell 24 wide and to the left, the others 16 wide and to the right.</summary>
    public void Row(string first, params ReadOnlySpan<string> cells)
    {
        ArgumentNullException.ThrowIfNull(first);
        var line = new StringBuilder(first.PadRight(24));
        foreach (string cell in cells) line.Append(cell.PadLeft(16));
        Write(line.ToString());
    }

    /// <summary>A line of a table that sets numbers side by side, to 12 digits after the point.</summary>
    public void Row(string first, params ReadOnlySpan<double> numbers)
    {
        var cells = new string[numbers.Length];
        for (int n = 0; n < cells.Length; n++) cells[n] = numbers[n].ToString("F12", CultureInfo.InvariantCulture);
        Row(first, cells);
    }

    /// <summary>The line above the epochs: the names of the loss and the nine weights and biases.</summary>
    public void EpochHeader()
    {
        var line = new StringBuilder("epoch         loss");
        foreach (string name in s_weights) line.Append(name.PadLeft(9));
        Write(line.ToString());
    }

    /// <summary>An epoch's line: its loss, and the weights after it.</summary>
    /// <param name="epoch">1 for the first.</param>
    /// <param name="loss">The epoch's mean loss.</param>
    /// <param name="weights">W1, b1, W2, b2, row by row.</param>
    public void Epoch(int epoch, double loss, ReadOnlySpan<double> weights)
    {
        if (epoch > 5 && epoch % EveryEpoch != 0) return;
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{epoch,5}{loss,13:F9}");
        foreach (double weight in weights) line.Append(CultureInfo.InvariantCulture, $"{weight,9:F5}");
        Write(line.ToString());
    }

    /// <summary>Keeps a training run of the seeds' network among the numbers: its losses, and its weights at the end.</summary>
    /// <param name="name">The run's name.</param>
    /// <param name="losses">One for each epoch.</param>
    /// <param name="weights">W1, b1, W2, b2 after the last epoch: nine numbers.</param>
    public void KeepRun(string name, IEnumerable<double> losses, double[] weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Numbers.Keep($"{name}/epoch_losses", losses);
        Numbers.Keep($"{name}/final/W1", new[,] { { weights[0], weights[1] }, { weights[2], weights[3] } });
        Numbers.Keep($"{name}/final/b1", weights[4..6]);
        Numbers.Keep($"{name}/final/W2", weights[6..8]);
        Numbers.Keep($"{name}/final/b2", weights[8..9]);
    }

    /// <summary>The name of the n-th of the nine weights and biases.</summary>
    public static string WeightName(int n) => s_weights[n];
}
