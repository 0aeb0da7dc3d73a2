using System.Runtime.Intrinsics;

namespace TestRunner;

/// <summary>
/// How wide the vectors may be that the tests run with: the same processor with instruction sets switched off stands for lesser machines, so that the kernels' paths
/// for all of them are taken. The test program prints the width that it finds, and InstructionSetTests fails if that is not the one wanted.
/// </summary>
/// <param name="Bits">512, 256, 128, or 0 for no intrinsics at all.</param>
/// <param name="Switch">The runtime's variable that, set to 0, takes away what is wider.</param>
internal sealed record VectorWidth(int Bits, string? Switch)
{
    private static readonly VectorWidth[] s_all = [new(512, null), new(256, "DOTNET_EnableAVX512"), new(128, "DOTNET_EnableAVX2"), new(0, "DOTNET_EnableHWIntrinsic")];

    /// <summary>As wide as this machine's are.</summary>
    public static VectorWidth Full { get; } = new(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0, null);

    /// <summary>The ones below.</summary>
    public static IEnumerable<VectorWidth> Lesser => s_all.Where(width => width.Bits < Full.Bits);

    public override string ToString() => (Bits == 0 ? "no intrinsics" : $"vectors of {Bits} bits") + (Switch is null ? "" : $" ({Switch}=0)");
}
