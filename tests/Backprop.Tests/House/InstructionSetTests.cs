using System.Globalization;
using System.Runtime.Intrinsics;

namespace Backprop.Tests.House;

/// <summary>
/// ./test --all runs this program again for each lesser width of vectors, with instruction sets switched off (tests/TestRunner/VectorWidth.cs).
/// Without these tests, a switch that the runtime no longer knows would go unnoticed.
/// </summary>
public sealed class InstructionSetTests
{
    /// <summary>How wide the vectors are that kernels work with here; 0 without intrinsics.</summary>
    internal static int VectorBits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;

    /// <summary>What ./test says that it is, or null when something else started the tests.</summary>
    internal static string? WantedBits => Environment.GetEnvironmentVariable("BACKPROP_TESTS_VECTOR_BITS");

    [Fact]
    public void VectorsAreAsWideAsTheStepSays()
    {
        if (WantedBits is { } wanted) Assert.Equal(wanted, VectorBits.ToString(CultureInfo.InvariantCulture));
    }
}
