using Backprop.Jupyter.Cells;

namespace Backprop.Apps.Tests.Jupyter;

public sealed class CellTextTests
{
    [Fact]
    public void LinesForTheKernelAreBlankAndTheOthersKeepTheirNumbers()
    {
        CellText cell = CellText.Read("#!time\n#r \"nuget: Some.Package, 1.2.3\"\n#r \"nuget:Other\"\nint a = 1;");
        Assert.Equal("\n\n\nint a = 1;", cell.Code);
        Assert.True(cell.IsTimed);
        Assert.Equal([new PackageRequest("Some.Package", "1.2.3"), new PackageRequest("Other", null)], cell.Packages);
        Assert.Null(cell.Complaint);
    }

    [Theory]
    [InlineData("%matplotlib inline")]
    [InlineData("%%bash\nls")]
    [InlineData("!pip install numpy")]
    [InlineData("import numpy as np")]
    [InlineData("from keras import layers")]
    [InlineData("def f(x):\n    return x")]
    [InlineData("#!fsharp\nlet x = 1")]
    public void ACellForAnotherKernelIsAnsweredInOneSentence(string code)
    {
        string complaint = CellText.Read(code).Complaint ?? "";
        Assert.StartsWith("Line 1: ", complaint);
        Assert.DoesNotContain('\n', complaint);
    }

    [Theory]
    [InlineData("int a = 7\n    % 2;")]
    [InlineData("#r \"lib.dll\"\n1")]
    [InlineData("#if DEBUG\n1\n#endif")]
    [InlineData("var from = 1; from + 1")]
    public void CSharpStaysAsItIs(string code)
    {
        CellText cell = CellText.Read(code);
        Assert.Equal(code, cell.Code);
        Assert.Null(cell.Complaint);
    }

    [Theory]
    [InlineData("Packages.csproj : error NU1101: Unable to find package X. No packages exist with this id in source(s): a [/tmp/x/Packages.csproj]", "NU1101: Unable to find package X.")]
    [InlineData("nothing of the kind", "the SDK gave no reason")]
    public void WhyAPackageIsMissingIsOneSentenceWithoutPaths(string said, string expected)
    {
        string reason = PackageReferences.Reason(said);
        Assert.Contains(expected, reason);
        Assert.DoesNotContain("csproj", reason);
        Assert.DoesNotContain('\n', reason);
    }
}
