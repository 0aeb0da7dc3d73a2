using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Backprop.Testing;

namespace Backprop.Tests.House;

/// <summary>
/// Runs this whole test program again on lesser machines: the same processor with instruction sets switched off,
/// so that the paths for all of them are taken somewhere.
/// </summary>
public sealed class InstructionSetTests
{
    private const string Marker = "BACKPROP_TESTS_WITHOUT";

    [Theory]
    [Trait("tier", "slow")]
    [InlineData("Avx512", "DOTNET_EnableAVX512F", "DOTNET_EnableAVX512")]
    [InlineData("Avx2", "DOTNET_EnableAVX2")]
    [InlineData("Vector", "DOTNET_EnableHWIntrinsic")]
    public void EveryTestPassesWithout(string instructionSet, params string[] switches)
    {
        Dictionary<string, string?> environment = switches.ToDictionary(name => name, _ => (string?)"0");
        environment[Marker] = instructionSet;
        string program = typeof(InstructionSetTests).Assembly.Location;
        Shell.Run("dotnet", [program, "-noLogo", "-noColor", "-reporter", "quiet", "-trait-", "tier=slow"], environment: environment).MustExitWith(0);
    }

    /// <summary>Without this, a misspelt switch would go unnoticed.</summary>
    [Fact]
    public void WhatWasSwitchedOffIsOff()
    {
        switch (Environment.GetEnvironmentVariable(Marker))
        {
            case "Avx512":
                Assert.False(Avx512F.IsSupported);
                break;
            case "Avx2":
                Assert.False(Avx2.IsSupported);
                break;
            case "Vector":
                Assert.False(Vector256.IsHardwareAccelerated);
                break;
        }
    }
}
