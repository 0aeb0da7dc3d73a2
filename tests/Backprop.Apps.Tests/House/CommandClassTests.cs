using System.Reflection;
using System.Runtime.CompilerServices;
using Backprop.Testing;

namespace Backprop.Apps.Tests.House;

public sealed class CommandClassTests
{
    /// <summary>As in the libraries: a class is made to be derived from, or it is final.</summary>
    [Fact]
    public void EveryClassIsAbstractOrSealed() => Offences.MustBeNone(
        from type in Assembly.Load("Backprop.Cli").GetTypes()
        where type.IsClass && !type.IsAbstract && !type.IsSealed
        where !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) && type.Name != "Program"
        select type.FullName);
}
