using System.Reflection;
using System.Runtime.CompilerServices;
using Backprop.Testing;

namespace Backprop.Tests.House;

public sealed class ClassTests
{
    /// <summary>A class is made to be derived from, or it is final: nothing in between (static classes are both).</summary>
    [Theory]
    [InlineData("Backprop")]
    [InlineData("Backprop.ByHand")]
    [InlineData("Backprop.Data")]
    public void EveryClassIsAbstractOrSealed(string assembly)
    {
        IEnumerable<string?> offences =
            from type in Assembly.Load(assembly).GetTypes()
            where type.IsClass && !type.IsAbstract && !type.IsSealed
            where !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
            select type.FullName;
        Offences.MustBeNone(offences);
    }
}
