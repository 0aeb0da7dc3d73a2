namespace TestRunner;

/// <summary>What the person asked for on the command line of ./test.</summary>
internal sealed record Options(string? Filter, bool All, bool Approve, bool ShowHelp)
{
    public const string Help = """
        Builds Backprop and runs its tests. The last line reads: N passed, N failed

          ./test                  every test but the slow ones
          ./test --all            the slow ones too: analyzers, narrower vectors, packages, published programs
          ./test --filter NAME    only tests whose Namespace.Class.Method contains NAME
          ./test --approve        writes approved files (the public API, verified texts) anew from what the code does now;
                                  read the difference before you commit it
        """;

    /// <summary>Reads the arguments; null, after a sentence on <paramref name="errors"/>, when they cannot be understood.</summary>
    public static Options? Parse(string[] arguments, TextWriter errors)
    {
        var options = new Options(Filter: null, All: false, Approve: false, ShowHelp: false);
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--all":
                    options = options with { All = true };
                    break;
                case "--approve":
                    options = options with { Approve = true };
                    break;
                case "-h" or "-?" or "--help":
                    options = options with { ShowHelp = true };
                    break;
                case "--filter" when i + 1 < arguments.Length:
                    options = options with { Filter = arguments[++i] };
                    break;
                case "--filter":
                    errors.WriteLine("--filter needs a part of a test's name, as in ./test --filter ShapeTests");
                    return null;
                default:
                    errors.WriteLine($"'{arguments[i]}' is not an option of ./test. ./test --help lists them.");
                    return null;
            }
        }

        return options;
    }
}
