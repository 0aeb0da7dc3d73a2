using System.Reflection;

namespace Backprop.Apps.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void TheCommandIsReachable() => Assert.NotNull(Assembly.Load("Backprop.Cli").EntryPoint);
}
