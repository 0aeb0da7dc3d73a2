using System.Reflection;
using Backprop.Testing;
using PublicApiGenerator;

namespace Backprop.Tests.House;

/// <summary>
/// The public API of each library is a text that a person has approved, so that no change of it goes unseen.
/// To approve a change: <c>./test --approve --filter PublicApiTests</c>.
/// </summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("Backprop")]
    [InlineData("Backprop.ByHand")]
    [InlineData("Backprop.Data")]
    public void ThePublicApiIsTheApprovedOne(string assembly) =>
        Approved.Match($"{assembly}.PublicApi", Assembly.Load(assembly).GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }));
}
