using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Operations;

public static partial class Functions
{
    /// <summary>
    /// Einstein's summation: products over axes named by letters, summed over every letter that the result does not name.
    /// "ij,jk->ik" is the matrix product, "ii->" the trace, "ij->ji" the transposed, "...i,i->..." a product with a vector.
    /// Without an arrow, the result has the letters that stand once, in alphabetical order, as in NumPy.
    /// </summary>
    /// <remarks>It is written as transpositions, sums, products and matrix products, operand by operand from the left; those are what is differentiated.</remarks>
    /// <param name="equation">A letter for each axis of each operand, commas between them; "..." stands for any other axes, which broadcast.</param>
    /// <param name="operands">One or more of one number type.</param>
    /// <exception cref="ArgumentException">The equation is not one, or does not fit the shapes; the message names the letter.</exception>
    public static Node Einsum(string equation, params Node[] operands)
    {
        ArgumentNullException.ThrowIfNull(equation);
        ArgumentNullException.ThrowIfNull(operands);
        if (operands.Length == 0) throw new ArgumentException($"The equation \"{equation}\" was given no operands.", nameof(operands));
        var parsed = new EinsumEquation(equation, [.. operands.Select(operand => operand.Shape)]);
        (Node Node, string Letters)[] factors = [.. operands.Select((operand, i) => Diagonal(operand, parsed.Operands[i]))];
        (Node Node, string Letters) result = SumAbsent(factors[0], Later(0));
        for (int i = 1; i < factors.Length; i++)
        {
            string later = Later(i);
            result = Contract(SumAbsent(result, later + factors[i].Letters), SumAbsent(factors[i], later + result.Letters), later, parsed);
        }

        int[] order = [.. parsed.Output.Select(letter => result.Letters.IndexOf(letter))];
        Node ordered = Transpose(result.Node, order);
        // A "..." axis of length 1 everywhere but in a summed operand is already right; others were broadcast on the way.
        return BroadcastTo(ordered, Shape.Create([.. parsed.Output.Select(letter => parsed.Lengths[letter])]));

        string Later(int done) => string.Concat(factors.Skip(done + 1).Select(factor => factor.Letters)) + parsed.Output;
    }

    /// <summary>Takes the diagonal wherever a letter stands twice.</summary>
    private static (Node Node, string Letters) Diagonal(Node x, string letters)
    {
        while (letters.FirstOrDefault(letter => letters.Count(letter.Equals) > 1) is var twice and not '\0')
        {
            (int first, int second) = (letters.IndexOf(twice), letters.LastIndexOf(twice));
            int[] others = [.. Enumerable.Range(0, letters.Length).Where(axis => axis != first && axis != second)];
            int n = x.Shape[first];
            Node last = Transpose(x, [.. others, first, second]); // (…, n, n)
            Shape front = last.Shape[..^2];
            // In a matrix written as one row, the diagonal lies n + 1 apart.
            x = SliceAxis(Reshape(last, front.Concat([n * n])), -1, 0, null, n + 1); // (…, n)
            letters = new string([.. others.Select(axis => letters[axis]), twice]);
        }

        return (x, letters);
    }

    private static (Node Node, string Letters) SumAbsent((Node Node, string Letters) factor, string wanted)
    {
        int[] absent = [.. Enumerable.Range(0, factor.Letters.Length).Where(axis => !wanted.Contains(factor.Letters[axis]))];
        return absent.Length == 0 ? factor : (Sum(factor.Node, absent), new string([.. factor.Letters.Where(wanted.Contains)]));
    }

    private static (Node Node, string Letters) Contract((Node Node, string Letters) a, (Node Node, string Letters) b, string later, EinsumEquation equation)
    {
        string shared = new([.. a.Letters.Where(b.Letters.Contains)]);
        string batch = new([.. shared.Where(later.Contains)]), summed = new([.. shared.Where(letter => !later.Contains(letter))]);
        string left = new([.. a.Letters.Where(letter => !shared.Contains(letter))]), right = new([.. b.Letters.Where(letter => !shared.Contains(letter))]);
        string result = batch + left + right;
        // Where the result wants the axes of the second operand first, the two change places, and the product need not be turned.
        if (result != later && new string([.. b.Letters.Where(batch.Contains)]) + right + left == later) return Contract(b, a, later, equation);
        if (summed.Length == 0 || !a.Node.DType.IsFloat)
        {
            Node product = Spread(a, result + summed) * Spread(b, result + summed);
            return (summed.Length == 0 ? product : Sum(product, [.. Enumerable.Range(result.Length, summed.Length)]), result);
        }

        // Where an operand lies transposed already, the matrix product reads it so, and nothing is copied.
        bool transposeA = a.Letters == batch + summed + left, transposeB = b.Letters == batch + right + summed;
        Node x = Matrix(a, batch, transposeA ? summed : left, transposeA ? left : summed);
        Node y = Matrix(b, batch, transposeB ? right : summed, transposeB ? summed : right);
        Node z = OperationNode.Of(new MatMul(transposeA, transposeB), x, y);
        return (Reshape(z, Shape.Create([.. result.Select(letter => LengthOf(letter))])), result);

        int LengthOf(char letter) => shared.Contains(letter) ? equation.Lengths[letter] : a.Letters.Contains(letter) ? a.Node.Shape[a.Letters.IndexOf(letter)] : b.Node.Shape[b.Letters.IndexOf(letter)];

        Node Matrix((Node Node, string Letters) factor, string batch, string rows, string columns)
        {
            string order = batch + rows + columns;
            Node ordered = Transpose(factor.Node, [.. order.Select(letter => factor.Letters.IndexOf(letter))]);
            Shape full = Shape.Create([.. order.Select(letter => shared.Contains(letter) ? equation.Lengths[letter] : factor.Node.Shape[factor.Letters.IndexOf(letter)])]);
            Node whole = BroadcastTo(ordered, full);
            Shape matrix = [checked((int)full[batch.Length..(batch.Length + rows.Length)].Size), checked((int)full[(batch.Length + rows.Length)..].Size)];
            return Reshape(whole, batch.Length == 0 ? matrix : Shape.Create([checked((int)full[..batch.Length].Size)]).Concat(matrix));
        }

        // The axes in the order of the letters, with length 1 where the operand lacks one.
        static Node Spread((Node Node, string Letters) factor, string order)
        {
            string present = new([.. order.Where(factor.Letters.Contains)]);
            Node ordered = Transpose(factor.Node, [.. present.Select(letter => factor.Letters.IndexOf(letter))]);
            return Reshape(ordered, Shape.Create([.. order.Select(letter => factor.Letters.Contains(letter) ? factor.Node.Shape[factor.Letters.IndexOf(letter)] : 1)]));
        }
    }
}
