using System.Text.Json;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Cli;

/// <summary><c>backprop derive</c>: a formula in tables, in JSON, in the other forms; errors point at the character.</summary>
public sealed class DeriveTests
{
    [Fact]
    public void A_formula_is_derived_in_tables_and_in_json()
    {
        string text = InProcess.Run("derive", "ln(x1) + x1*x2 - sin(x2)", "--at", "x1=2,x2=5", "--order", "2").MustExitWith(0);
        Assert.Contains("x1 - cos(x2)", text, StringComparison.Ordinal);
        Assert.Contains("= 1.71634", text, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(InProcess.Run("derive", "ln(x1) + x1*x2 - sin(x2)", "--at", "x1=2,x2=5", "--json").MustExitWith(0));
        Assert.Equal(5.5, json.RootElement.GetProperty("gradient").GetProperty("x1").GetDouble());
        Assert.StartsWith("\\documentclass", InProcess.Run("derive", "x^2", "--at", "x=3", "--form", "latex").MustExitWith(0), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("character 10", "ln(x1) + sni(x1)", "--at", "x1=2")]
    [InlineData("no finite value", "1/x", "--at", "x=0")]
    [InlineData("--order takes", "x", "--at", "x=0", "--order", "9")]
    public void Bad_formulas_are_one_sentence(string expected, params string[] arguments)
    {
        ShellResult result = InProcess.Run(["derive", .. arguments]);
        result.MustExitWith(2);
        Assert.Contains(expected, result.Errors, StringComparison.Ordinal);
        Assert.Single(result.Errors.TrimEnd().Split('\n'));
    }
}
