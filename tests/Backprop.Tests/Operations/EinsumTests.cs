using Backprop.Explanations;
using Backprop.Operations;
using Backprop.Graphs;
using Backprop.Plans;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Tests.Operations;

public sealed class EinsumTests
{
    private const string Letters = "ijklmn";
    private static readonly int[] s_lengths = [2, 3, 4, 2, 3, 2];

    [Theory]
    [InlineData("ij,jk->ik")]
    [InlineData("ij,kj->ik")]
    [InlineData("ji,jk->ik")]
    [InlineData("ij,jk->ki")]
    [InlineData("ij,jk")]
    [InlineData("ij->ji")]
    [InlineData("ji")]
    [InlineData("ij->")]
    [InlineData("ij->i")]
    [InlineData("i,j->ij")]
    [InlineData("i,i->")]
    [InlineData("i,i->i")]
    [InlineData("ij,ij->ij")]
    [InlineData("kij,kjl->kil")]
    [InlineData("ikj,jkl->lik")]
    [InlineData("ijk,jkl,lm->im")]
    [InlineData("ij,jk,kl->il")]
    [InlineData("ii->i")]
    [InlineData("ii->")]
    [InlineData("iji->j")]
    [InlineData("iii->i")]
    [InlineData("iij,jk->ik")]
    [InlineData("ij,k->ik")]
    [InlineData("i , j -> j i")]
    public void EqualsTheSumOverAllIndices(string equation)
    {
        string[] sides = equation.Replace(" ", "", StringComparison.Ordinal).Split("->");
        string[] operands = sides[0].Split(',');
        string output = sides.Length == 2 ? sides[1] : string.Concat(sides[0].Where(char.IsLetter).Distinct().Where(letter => sides[0].Count(letter.Equals) == 1).Order());
        var random = new CheckRandom(3);
        Tensor[] tensors = [.. operands.Select(operand => random.Tensor(ShapeOf(operand)))];
        Tensor y = Einsum(equation, [.. tensors.Select(tensor => (Node)tensor)]).Evaluate();
        Assert.Equal(ShapeOf(output), y.Shape);

        // The definition: over every assignment of numbers to letters.
        var expected = new double[y.Size];
        var index = new int[Letters.Length];
        char[] used = [.. sides[0].Where(char.IsLetter).Distinct()];
        Visit(0);
        for (int i = 0; i < expected.Length; i++) Assert.True(Tolerances.AreEqual(expected[i], y.At(i), Claim.Reordered, scale: 1), $"element {i}: {expected[i]} and {y.At(i)}");

        void Visit(int letter)
        {
            if (letter < used.Length)
            {
                int which = Letters.IndexOf(used[letter], StringComparison.Ordinal);
                for (index[which] = 0; index[which] < s_lengths[which]; index[which]++) Visit(letter + 1);
                return;
            }

            double product = 1;
            for (int t = 0; t < tensors.Length; t++) product *= tensors[t].GetDouble(IndexOf(operands[t]));
            int position = 0;
            foreach (char c in output) position = position * s_lengths[Letters.IndexOf(c, StringComparison.Ordinal)] + index[Letters.IndexOf(c, StringComparison.Ordinal)];
            expected[position] += product;
        }

        int[] IndexOf(string letters) => [.. letters.Select(c => index[Letters.IndexOf(c, StringComparison.Ordinal)])];
    }

    [Fact]
    public void TheGradientAgrees()
    {
        var random = new CheckRandom(4);
        foreach (string equation in new[] { "ij,jk->ik", "ii->i", "kij,kjl->kil", "i,j->ij", "ij->" })
        {
            Tensor[] tensors = [.. equation.Split("->")[0].Split(',').Select(operand => random.Tensor(ShapeOf(operand)))];
            GradientCheck.Of(nodes => Einsum(equation, nodes), tensors).AssertAgrees();
        }
    }

    [Fact]
    public void DotsBroadcast()
    {
        var random = new CheckRandom(5);
        Node a = random.Tensor([2, 3, 4]), b = random.Tensor([4]), c = random.Tensor([2, 1, 5]), d = random.Tensor([3, 4]);
        AssertEqual(MatMul(a, b), Einsum("...i,i->...", a, b));
        AssertEqual(Sum(Reshape(a, [2, 3, 4, 1]) * Reshape(c, [2, 1, 1, 5]), [2]), Einsum("...i,...j->...j", a, c));
        AssertEqual(a + a, Einsum("...,->...", a, Tensor.Scalar(2.0)));
        AssertEqual(a * d, Einsum("...,...", a, d));
        AssertEqual(Transpose(a, [0, 2, 1]), Einsum("...ij->...ji", a));

        static void AssertEqual(Node expected, Node actual)
        {
            Assert.Equal(expected.Shape, actual.Shape);
            Assert.Equal(expected.Evaluate().ToArray<double>(), actual.Evaluate().ToArray<double>(), (x, y) => Tolerances.AreEqual(x, y, Claim.Reordered, scale: 1));
        }
    }

    [Fact]
    public void IntegersAreMultipliedToo() => Assert.Equal([7, 10, 15, 22], Einsum("ij,jk->ik", Tensor.From(new[,] { { 1, 2 }, { 3, 4 } }), Tensor.From(new[,] { { 1, 2 }, { 3, 4 } })).Evaluate().ToArray<int>());

    [Theory]
    [InlineData("ij,jk->ik", "the letter j stands for axes of length 3 and 2")]
    [InlineData("ij,ij->iz", "the letter z of its result stands in no operand")]
    [InlineData("ij,ij->ii", "the letter i stands twice in its result")]
    [InlineData("ij->i", "it has 1 operands, and 2 tensors were given")]
    [InlineData("ijk,ij->i", "operand 0, \"ijk\", names 3 axes")]
    [InlineData("i,ij->i", "operand 0, \"i\", names 1 axes")]
    [InlineData("i?,ij->i", "'?' is not a letter")]
    [InlineData("ij,ij->i->j", "more than one arrow")]
    [InlineData("i...,i...->i", "lacks the \"...\"")]
    public void ErrorsNameTheEquationAndTheLetter(string equation, string expected)
    {
        Node x = new Tensor(DType.Float64, [2, 3]);
        string message = Assert.Throws<ArgumentException>(() => Einsum(equation, x, x)).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains(equation, message, StringComparison.Ordinal);
    }

    private static Shape ShapeOf(string letters) => Shape.Create([.. letters.Select(letter => s_lengths[Letters.IndexOf(letter, StringComparison.Ordinal)])]);
}
