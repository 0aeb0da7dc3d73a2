// Runs every test program that the build has made and adds up what they report: the part of ./test and test.cmd
// that would otherwise have to be written twice.
using TestRunner;

Options? options = Options.Parse(args, Console.Error);
if (options is null)
{
    return 2;
}

if (options.ShowHelp)
{
    Console.WriteLine(Options.Help);
    return 0;
}

var total = new Outcome(Passed: 0, Failed: 0, Skipped: 0);
// With --all the library's tests run once more for each kind of lesser machine, every time as a step of its own.
foreach (VectorWidth width in (VectorWidth[])[VectorWidth.Full, .. options.All ? VectorWidth.Lesser : []])
{
    if (options.All) Console.WriteLine($"\n== Backprop.Tests with {width}");
    Report("Backprop.Tests", TestProgram.Run("Backprop.Tests", options, width), width);
}

Report("Backprop.Apps.Tests", TestProgram.Run("Backprop.Apps.Tests", options, null), null);
// The tests in a browser need a driver of 200 MB: only those who ask for all tests fetch it.
if (options.All) Report("Backprop.Browser.Tests", TestProgram.Build("Backprop.Browser.Tests") ? TestProgram.Run("Backprop.Browser.Tests", options, null) : new Outcome(Passed: 0, Failed: 1, Skipped: 0), null);

if (total.Passed + total.Failed == 0)
{
    Console.Error.WriteLine(options.Filter is null
        ? "No test ran: the test programs contain none."
        : $"No test's name contains '{options.Filter}'. Names read Namespace.Class.Method; slow tests need --all as well.");
}

// The last line, alone and always in this form: machines read it.
Console.WriteLine($"{total.Passed} passed, {total.Failed} failed");
return total.Failed == 0 && total.Passed > 0 ? 0 : 1;

void Report(string project, Outcome outcome, VectorWidth? width)
{
    Console.WriteLine($"{project}{(width is null ? "" : $" with {width}")}: {outcome}");
    total = total.Plus(outcome);
}
