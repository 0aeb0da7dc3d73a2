using System.Globalization;
using System.Runtime.CompilerServices;
using Backprop.Tests.House;

namespace Backprop.Tests;

/// <summary>What holds while the tests run.</summary>
internal static class TestRun
{
    private static readonly Lock s_errors = new();

    [ModuleInitializer]
    internal static void Begin()
    {
        if (InstructionSetTests.WantedBits is not null) Console.WriteLine($"Backprop.Tests finds {(InstructionSetTests.VectorBits is > 0 and int bits ? $"vectors of {bits} bits" : "no intrinsics")}.");

        // What the library warns of (a model without trainable weights, a file with NaN) stays out of the output; a test
        // that is about a warning catches it itself.
        Console.SetError(TextWriter.Null);

        // A program that uses the library may run where a comma divides whole from fraction; the library's texts stay the same.
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        CultureInfo.DefaultThreadCurrentCulture = culture;
    }

    /// <summary>What is written to standard error meanwhile. Other tests run at the same time: theirs may be among it.</summary>
    public static string ErrorsOf(Action action)
    {
        lock (s_errors)
        {
            using var written = new StringWriter();
            Console.SetError(TextWriter.Synchronized(written));
            try
            {
                action();
            }
            finally
            {
                Console.SetError(TextWriter.Null);
            }

            return written.ToString();
        }
    }
}
