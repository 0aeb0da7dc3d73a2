using Backprop.Tensors;

namespace Backprop.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void TheLibraryIsReachable() => Assert.Equal("Backprop", typeof(Tensor).Assembly.GetName().Name);
}
