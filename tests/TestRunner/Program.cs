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

// The tests in a browser need a driver of 200 MB: only those who ask for all tests fetch it.
string[] projects = ["Backprop.Tests", "Backprop.Apps.Tests", .. options.All ? (string[])["Backprop.Browser.Tests"] : []];
var total = new Outcome(Passed: 0, Failed: 0, Skipped: 0);
foreach (string project in projects)
{
    Outcome outcome = project == "Backprop.Browser.Tests" && !TestProgram.Build(project) ? new Outcome(Passed: 0, Failed: 1, Skipped: 0) : TestProgram.Run(project, options);
    Console.WriteLine($"{project}: {outcome}");
    total = total.Plus(outcome);
}

if (total.Passed + total.Failed == 0)
{
    Console.Error.WriteLine(options.Filter is null
        ? "No test ran: the test programs contain none."
        : $"No test's name contains '{options.Filter}'. Names read Namespace.Class.Method; slow tests need --all as well.");
}

// The last line, alone and always in this form: machines read it.
Console.WriteLine($"{total.Passed} passed, {total.Failed} failed");
return total.Failed == 0 && total.Passed > 0 ? 0 : 1;
