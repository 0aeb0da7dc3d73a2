using System.Globalization;
using System.Runtime.CompilerServices;

namespace Backprop.Tests;

/// <summary>What holds while the tests run.</summary>
internal static class TestRun
{
    [ModuleInitializer]
    internal static void Begin()
    {
        // What the library warns of (a model without trainable weights, a file with NaN) stays out of the output; a test
        // that is about a warning catches it itself.
        Console.SetError(TextWriter.Null);

        // A program that uses the library may run where a comma divides whole from fraction; the library's texts stay the same.
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        CultureInfo.DefaultThreadCurrentCulture = culture;
    }
}
