using System.Globalization;
using System.Xml.Linq;
using Backprop.Explanations;
using Backprop.Explanations.Cards;
using Backprop.Explanations.Formulas;
using Backprop.Tests.Explanations.Derivations;

namespace Backprop.Tests.Explanations;

/// <summary>Formulas that somebody types: against published numbers, finite differences, forward mode, and their own symbolic derivative read back.</summary>
public sealed class FormulaDerivationTests
{
    [Fact]
    public void The_example_of_the_surveys_has_the_published_numbers()
    {
        // A. G. Baydin et al., "Automatic differentiation in machine learning: a survey" (2018): f(2, 5) = 11.652, 5.5 and 1.716.
        FormulaDerivation derivation = FormulaDerivation.Of("ln(x1) + x1*x2 - sin(x2)", "x1=2,x2=5", 2);
        Assert.Equal(Math.Log(2) + 10 - Math.Sin(5), derivation.Value);
        Assert.Equal([5.5, 2 - Math.Cos(5)], derivation.Gradients.Select(gradient => gradient.Value.At(0)));
        Assert.Equal(["x2 + 1/x1", "x1 - cos(x2)"], derivation.Gradients.Select(gradient => gradient.Symbolic.ToString()));
        Assert.Equal(["-1/x1²", "1", "sin(x2)"], derivation.Higher.Select(gradient => gradient.Symbolic.ToString()));
        Assert.Equal([-0.25, 1, Math.Sin(5)], derivation.Higher.Select(gradient => gradient.Value.At(0)));
        Assert.Equal(["v1", "v2", "v3", "v4", "f"], derivation.Steps.Select(step => step.Name));
        // Forward mode: the seeds' columns of the survey's table.
        Assert.Equal([0.5, 5, 5.5, 0, 5.5], derivation.Steps.Select(step => step.Tangents[0].At(0)));
    }

    [Fact]
    public void Random_formulas_agree_with_finite_differences_and_their_symbols_read_back_give_the_same()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            string formula = Random(random, 4);
            double[] at = [0.3 + random.NextDouble(), 0.4 + random.NextDouble(), 0.2 + random.NextDouble()];
            FormulaDerivation derivation = FormulaDerivation.Of(formula + " + 0*(x+y+z)", Point(at));
            double[] gradient = [.. derivation.Gradients.Select(one => one.Value.At(0))];
            Assert.NotEqual(GradientVerdict.Disagrees, GradientCheck.Of(numbers => FormulaDerivation.Of(formula + " + 0*(x+y+z)", Point(numbers)).Value, at, gradient).Verdict);
            for (int i = 0; i < 3; i++)
            {
                string symbols = derivation.Gradients[i].Symbolic + " + 0*(x+y+z)";
                double again = FormulaDerivation.Of(symbols, Point(at)).Value;
                Assert.True(Math.Abs(again - gradient[i]) <= 1e-4 * (1 + Math.Abs(gradient[i])), $"seed {seed}: {formula}, {symbols} gives {again}, the rules {gradient[i]}");
                Assert.Equal(gradient[i], derivation.Steps[^1].Tangents[i].At(0), 1e-9 * (1 + Math.Abs(gradient[i])));
            }
        }
    }

    [Fact]
    public void Vectors_matrices_and_named_values_are_derived()
    {
        FormulaDerivation derivation = FormulaDerivation.Of("z = w @ x + b; a = sigmoid(z); sum((a - y)^2)/2", "w=[[1,2],[3,4]], x=[1,-1], b=[0.5,0], y=[1,0]");
        double First(double value) => 1 / (1 + Math.Exp(-value));
        double a = First(-0.5), delta = (a - 1) * a * (1 - a);
        Assert.Equal(delta, derivation.Gradients[0].Value.GetDouble(0, 0), 1e-15);
        Assert.Equal(-delta, derivation.Gradients[0].Value.GetDouble(0, 1), 1e-15);
        Assert.Equal("(a - y)·a·(1 - a)", derivation.Gradients[2].Symbolic.ToString());
        Assert.Contains("z", derivation.Steps.Select(step => step.Name));
    }

    [Fact]
    public void Every_form_is_well_formed()
    {
        string[] formulas = ["ln(x)+x*y^2/sqrt(z)", "relu(x) - max(y, z)", "σ(x)·tanh(y)^2 + abs(z)", "exp(-x**2) / (1 + y_1)"];
        Card[] cards = [.. formulas.Select(formula => FormulaDerivation.Of(formula, formula.Contains("y_1", StringComparison.Ordinal) ? "x=1,y_1=2" : "x=1,y=2,z=3", 2).Card())];
        foreach (Card card in cards) XElement.Parse(card.ToMathMl());
        Latex.Compile([.. cards.Select(card => card.ToLatex())]);
    }

    [Theory]
    [InlineData("ln(x) + sni(x)", "x=2", "character 9")]
    [InlineData("2x", "x=2", "write 2*x")]
    [InlineData("x +", "x=2", "character 4")]
    [InlineData("(x", "x=2", "the )")]
    [InlineData("x/0", "x=2", "no finite value")]
    [InlineData("ln(x-2)", "x=2", "no finite value")]
    [InlineData("sqrt(x-2)", "x=2", "no finite derivative")]
    [InlineData("x y", "x=2,y=1", "an operator")]
    [InlineData("pow(x)", "x=2", "two arguments")]
    [InlineData("x=3; x", "x=2", "has a value already")]
    [InlineData("xx", "x=2", "Did you mean x?")]
    [InlineData("x", "x=2,y=3", "does not use it")]
    [InlineData("x", "x=two", "no number")]
    [InlineData("x", "x=[1,[2]]", "lists")]
    [InlineData("x", "2", "no name with a value")]
    [InlineData("x^2", "x=[1,2]", "sum(…)")]
    [InlineData("", "x=1", "the formula ends")]
    [InlineData("x @ x", "x=1", "character 3")]
    public void What_cannot_be_read_or_derived_is_said_in_a_sentence(string formula, string point, string expected)
    {
        string message = Assert.Throws<FormulaException>(() => FormulaDerivation.Of(formula, point)).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private static string Point(double[] at) => string.Create(CultureInfo.InvariantCulture, $"x={at[0]:R},y={at[1]:R},z={at[2]:R}");

    private static string Random(Random random, int depth)
    {
        if (depth == 0 || random.Next(5) == 0) return random.Next(5) switch { 0 => "x", 1 => "y", 2 => "z", 3 => "2", _ => "0.5" };
        string a = Random(random, depth - 1), b = Random(random, depth - 1);
        return random.Next(12) switch
        {
            0 or 1 => $"({a} + {b})",
            2 => $"({a} - {b})",
            3 or 4 => $"({a}*{b})",
            5 => $"({a})/(2 + ({b})^2)",
            6 => $"sin({a})",
            7 => $"exp(-({a})^2)",
            8 => $"tanh({a})",
            9 => $"sigmoid({a})",
            10 => $"ln(3 + ({a})^2)",
            _ => $"sqrt(1 + ({a})^2)",
        };
    }
}
