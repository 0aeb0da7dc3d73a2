using System.Runtime.CompilerServices;
using Backprop.Tensors;
using Backprop.Testing;

namespace Backprop.Tests.Kernels;

/// <summary>The guards themselves: each kind of trespass is found.</summary>
public sealed unsafe class GuardedMemoryTests
{
    private const string Marker = "BACKPROP_TESTS_TRESPASS";

    [Fact]
    public void A_write_beside_the_buffer_is_found()
    {
        using var memory = new GuardedMemory(100, GuardedMemory.ToWrite);
        byte* buffer = memory.AtEnd(100);
        new Span<byte>(buffer, 100).Clear();
        memory.AssertRestIsUntouched("This test");
        buffer[102] = 1;
        Assert.Contains("wrote 3 bytes beyond", Assert.ThrowsAny<Exception>(() => memory.AssertRestIsUntouched("This test")).Message, StringComparison.Ordinal);
        buffer = memory.AtEnd(100);
        buffer[-1] = 1;
        Assert.Contains("wrote 1 bytes before", Assert.ThrowsAny<Exception>(() => memory.AssertRestIsUntouched("This test")).Message, StringComparison.Ordinal);
    }

    /// <summary>In a process of its own, which such a read ends; its last words name the method.</summary>
    [Theory]
    [Trait("tier", "slow")]
    [InlineData("before")]
    [InlineData("beyond")]
    public void A_read_of_a_forbidden_page_ends_the_program_and_names_the_method(string place)
    {
        string[] arguments = [typeof(GuardedMemoryTests).Assembly.Location, "-noLogo", "-noColor", "-method", $"*{nameof(GuardedMemoryTests)}.{nameof(Trespasses_where_it_is_told_to)}"];
        ShellResult result = Shell.Run("dotnet", arguments, environment: new Dictionary<string, string?> { [Marker] = place, ["DOTNET_DbgEnableMiniDump"] = "0" });
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(nameof(ReadForbidden), result.Output + result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Trespasses_where_it_is_told_to()
    {
        using var memory = new GuardedMemory(100, GuardedMemory.ToRead);
        byte* first = memory.AtStart(100), last = memory.AtEnd(100) + 99;
        Assert.Equal(GuardedMemory.ToRead, last[Storage.Alignment]);
        if (Environment.GetEnvironmentVariable(Marker) is { } place) ReadForbidden(place == "before" ? first - 1 : last + Storage.Alignment + 1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte ReadForbidden(byte* at) => Volatile.Read(ref *at);
}
