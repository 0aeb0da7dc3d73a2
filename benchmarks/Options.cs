namespace Backprop.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="Quick">Whether only some workloads are measured, in short samples: under two minutes.</param>
/// <param name="NoPeers">Whether the peers are left out.</param>
/// <param name="Filter">A part of the name of the workloads to measure, or null for all.</param>
/// <param name="Text">A file for the table, or null.</param>
/// <param name="Json">A file for all numbers, or null.</param>
/// <param name="Svg">A file for the chart, or null.</param>
internal sealed record Options(bool Quick, bool NoPeers, string? Filter, string? Text, string? Json, string? Svg)
{
    /// <summary>Reads the arguments; says on <paramref name="error"/> what is wrong with them and returns null.</summary>
    public static Options? Parse(string[] arguments, TextWriter error)
    {
        var options = new Options(false, false, null, null, null, null);
        for (int i = 0; i < arguments.Length; i++)
        {
            string name = arguments[i];
            string? value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            if (name is "--filter" or "--text" or "--json" or "--svg")
            {
                if (value is null)
                {
                    error.WriteLine($"{name} needs a value. Help: ./bench --help");
                    return null;
                }

                i++;
            }

            switch (name)
            {
                case "--quick": options = options with { Quick = true }; break;
                case "--no-peers": options = options with { NoPeers = true }; break;
                case "--filter": options = options with { Filter = value }; break;
                case "--text": options = options with { Text = value }; break;
                case "--json": options = options with { Json = value }; break;
                case "--svg": options = options with { Svg = value }; break;
                default:
                    error.WriteLine($"There is no option {name}. Help: ./bench --help");
                    return null;
            }
        }

        return options;
    }
}
