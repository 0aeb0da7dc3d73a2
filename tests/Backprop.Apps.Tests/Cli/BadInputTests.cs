using Backprop.Testing;

namespace Backprop.Apps.Tests.Cli;

/// <summary>Each mistake is one sentence on standard error, nothing on standard output, and exit code 2.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData("trian", "There is no command trian. Did you mean train? See backprop --help.")]
    [InlineData("train", "Say what to train on: a table (backprop train FILE.csv --target COLUMN), images (--images FILE --labels FILE), or --dataset NAME. See backprop train --help.")]
    [InlineData("train salary.csv", "Say which column to predict: --target COLUMN.")]
    [InlineData("train salary.csv --target lpa --epoch 3", "backprop train has no option --epoch. Did you mean --epochs? See backprop train --help.")]
    [InlineData("train salary.csv --target lpa extra", "extra is one argument too many. See backprop train --help.")]
    [InlineData("train salary.csv --target lpa --epochs 0", "--epochs takes a whole number, 1 or more, not 0. See backprop train --help.")]
    [InlineData("train salary.csv --target lpa --epochs many", "--epochs takes a whole number, 1 or more, not many. See backprop train --help.")]
    [InlineData("train salary.csv --target lpa --batch-size 0", "--batch-size takes a whole number, 1 or more, not 0. See backprop train --help.")]
    [InlineData("train salary.csv --target lpa --learning-rate NaN", "--learning-rate takes a number, 0 or more (usual are 0.1 to 0.00001), not NaN. See backprop train --help.")]
    [InlineData("train salary.csv --target lpa --learning-rate Infinity", "--learning-rate takes a number, 0 or more (usual are 0.1 to 0.00001), not Infinity. See backprop train --help.")]
    [InlineData("train salary.csv --target lpa --learning-rate -0.1", "--learning-rate takes a number, 0 or more (usual are 0.1 to 0.00001), not -0.1. See backprop train --help.")]
    [InlineData("train salary.csv --target lpa --test-split 1", "--test-split takes a number from 0 to less than 1, not 1. See backprop train --help.")]
    [InlineData("train salary.csv --target lpa --hidden 2,,3", "--hidden takes numbers of units from 1 to 1,000,000 with commas between them, such as 256,128, or none, not 2,,3. See backprop train --help.")]
    [InlineData("train salary.csv --target lpa --optimizer sdg", "--optimizer has no sdg; did you mean sgd? See backprop train --help.")]
    [InlineData("train salary.csv --target lpa --dtype float46", "--dtype takes float32 or float64, not float46. See backprop train --help.")]
    [InlineData("train salary.csv --target lpa --metrics acuracy", "There is no metric \"acuracy\". Did you mean \"accuracy\"?")]
    [InlineData("train salary.csv --target lpa --separator ab", "--separator takes one character, or comma, semicolon, tab or bar, not ab. See backprop train --help.")]
    [InlineData("train salary.csv --target lpa --header --no-header", "--header and --no-header contradict each other: give one of them, or none.")]
    [InlineData("train salary.csv --dataset iris", "Say only one of a table and --dataset: a network is trained on one source.")]
    [InlineData("train --images a.idx", "Images need their classes: give both --images FILE and --labels FILE, or --images FOLDER with a folder of pictures for each class.")]
    [InlineData("train --dataset irsi", "data sets: there is no data set 'irsi'. Did you mean iris? There are breast-cancer, iris, placement, salary, salary-day8, fashion-mnist.")]
    [InlineData("train --dataset iris --task regression", "iris.csv, line 2, column 'species': a regression needs numbers; 'setosa' is a text: this target has classes.")]
    public void ArgumentsAreCheckedBeforeAnythingBegins(string arguments, string sentence) => Refused(InProcess.Run(arguments.Split(' ')), sentence);

    [Theory]
    [InlineData("salary", "nofile.csv", "lpa", "nofile.csv: there is no such file; check the name and the folder.")]
    [InlineData(BackpropProgram.Salary, "salary.csv", "lap", "salary.csv: there is no column 'lap'. Did you mean 'lpa'? The columns are 'cgpa', 'profile_score', 'lpa'.")]
    [InlineData("", "empty.csv", "y", "empty.csv: the file is empty: no rows, no numbers; write or fetch it again.")]
    [InlineData("a,b,y\n", "header.csv", "y", "header.csv: there are no data rows below the column names 'a', 'b', 'y'.")]
    [InlineData("a,b,y\n1,2,3\n4,5\n", "short.csv", "y", "short.csv, line 3: the line has 2 fields where 3 are expected, one per column; correct it, put quotes around fields that contain the separator, or skip such lines by option.")]
    [InlineData("a,b,y\n1,2,3\n4,NaN,6\n", "nan.csv", "y", "nan.csv, line 3, column 'b': the value is missing; fill it in, or choose to drop such rows or to put the mean or another value in its place (--missing drop, --missing mean).")]
    [InlineData("a,y\n1,x\n4,x\n", "same.csv", "y", "same.csv, column 'y': all rows have the same class, 'x'; there is nothing to tell apart.")]
    public void FilesAreToldByNameLineAndColumn(string text, string file, string target, string sentence)
    {
        using var folder = new TemporaryFolder();
        if (text != "salary") folder.Write(file, text);
        Refused(InProcess.Run("train", folder.At(file), "--target", target), sentence);
    }

    [Fact]
    public void AFolderIsNoTable()
    {
        using var folder = new TemporaryFolder();
        ShellResult result = InProcess.Run("train", folder.Path, "--target", "y");
        Assert.Equal(2, result.ExitCode);
        Assert.EndsWith(": this is a folder; name a file in it.\n", result.Errors.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void ControlCharactersOfAFileNameDoNotReachTheTerminal()
    {
        ShellResult result = InProcess.Run("train", "no\u001b[31mfile.csv", "--target", "y");
        Assert.Equal(2, result.ExitCode);
        Assert.DoesNotContain('\u001b', result.Errors);
    }

    [Fact]
    public void ALossThatIsNoNumberIsReportedWithTheFirstNodeThatMadeIt()
    {
        ShellResult result = InProcess.Run("train", "--dataset", "salary", "--hidden", "2", "--optimizer", "sgd", "--learning-rate", "1e30", "--no-standardize");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("The first node to hold an infinity is ", result.Errors, StringComparison.Ordinal);
        Assert.Contains("The weights are as they were before this step.", result.Errors, StringComparison.Ordinal);
        Assert.Single(result.Errors.Trim().Split('\n'));
    }

    [Fact]
    public void AFoldNeedsARow()
    {
        ShellResult result = InProcess.Run("train", "--dataset", "salary", "--cross-validation", "5");
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("--cross-validation 5 needs 5 rows or more; salary.csv has 4.", result.Errors.Trim());
    }

    private static void Refused(ShellResult result, string sentence)
    {
        // A file that could not be opened is named with its folder, as the user gave it.
        Assert.EndsWith(sentence, result.Errors.Trim(), StringComparison.Ordinal);
        Assert.Single(result.Errors.Trim().Split('\n'));
        Assert.Empty(result.Output);
        Assert.Equal(2, result.ExitCode);
    }
}
