using Backprop.Tensors;

namespace Backprop.Layers;

/// <summary>The equation of <see cref="EinsumDense"/>, and the shapes of kernel and bias that follow from it.</summary>
internal sealed class DenseEquation
{
    private const string Dots = "...";

    private readonly string _text;
    private readonly string _input;
    private readonly string _kernel;
    private readonly string _output;
    private readonly string? _biasAxes;
    private readonly Shape _outputShape;
    private readonly bool _dotsFirst;
    private readonly bool _dotsLast;

    public DenseEquation(string text, Shape outputShape, string? biasAxes)
    {
        (_text, _outputShape, _biasAxes) = (text, outputShape, biasAxes);
        string[] sides = text.Split("->");
        string[] left = sides[0].Split(',');
        if (sides.Length != 2 || left.Length != 2) throw Wrong("it must read \"input,kernel->output\"");
        (_dotsFirst, _dotsLast) = (left[0].StartsWith(Dots, StringComparison.Ordinal), left[0].EndsWith(Dots, StringComparison.Ordinal));
        if (_dotsFirst != sides[1].StartsWith(Dots, StringComparison.Ordinal) || _dotsLast != sides[1].EndsWith(Dots, StringComparison.Ordinal) || (_dotsFirst && _dotsLast)) throw Wrong("\"...\" must stand at the same end of input and output");
        (_input, _kernel, _output) = (Letters(left[0]), left[1], Letters(sides[1]));
        if (new[] { _input, _kernel, _output }.FirstOrDefault(letters => letters.Length == 0 || !letters.All(char.IsAsciiLetter)) is { } wrong) throw Wrong($"\"{wrong}\" must be letters");
        if (_output.FirstOrDefault(letter => !_input.Contains(letter) && !_kernel.Contains(letter)) is var nowhere and not '\0') throw Wrong($"the letter {nowhere} of the output stands in neither input nor kernel");
        if (_kernel.FirstOrDefault(letter => !_input.Contains(letter) && !_output.Contains(letter)) is var alone and not '\0') throw Wrong($"the letter {alone} of the kernel stands in neither input nor output");
        if (biasAxes?.FirstOrDefault(letter => !_output.Contains(letter)) is { } bias and not '\0') throw Wrong($"the letter {bias} of the bias does not stand in the output");
        // Without "..." in front, the first letter of the output is the batch, which the given shape leaves out.
        int given = _output.Length - (_dotsFirst ? 0 : 1);
        if (outputShape.Rank != given) throw Wrong($"its output has {given} axes besides the batch{(_dotsFirst || _dotsLast ? " and \"...\"" : "")}, but the given output shape is {outputShape}");
    }

    /// <summary>The shapes of kernel and bias for an input.</summary>
    /// <exception cref="ArgumentException">The input's rank or a length does not fit.</exception>
    public (Shape Kernel, Shape? Bias) Weights(Shape input)
    {
        int elided = input.Rank - _input.Length;
        if (elided < 0 || (elided > 0 && !_dotsFirst && !_dotsLast)) throw new ArgumentException($"its equation \"{_text}\" expects {_input.Length} axes{(_dotsFirst || _dotsLast ? " or more" : "")}, not {input.Rank}");
        var lengths = new Dictionary<char, int>();
        for (int i = 0; i < _output.Length; i++)
        {
            int given = _dotsFirst ? i : i - 1;
            lengths[_output[i]] = given < 0 ? input[0] : _outputShape[given];
        }

        for (int i = 0; i < _input.Length; i++)
        {
            int length = input[_dotsFirst ? i + elided : i];
            int known = lengths.GetValueOrDefault(_input[i], Shape.Unknown);
            if (known != Shape.Unknown && length != Shape.Unknown && known != length) throw new ArgumentException($"its equation \"{_text}\" keeps the axis {_input[i]}, but its output is to have length {known} along it, not {length}");
            if (length != Shape.Unknown) lengths[_input[i]] = length;
            else lengths.TryAdd(_input[i], length);
        }

        Shape kernel = Shape.Create([.. _kernel.Select(letter => lengths[letter])]);
        if (string.IsNullOrEmpty(_biasAxes)) return (kernel, null);
        int first = _biasAxes.Min(letter => _output.IndexOf(letter));
        int[] bias = [.. _output[first..].Select(letter => _biasAxes.Contains(letter) ? lengths[letter] : 1), .. Enumerable.Repeat(1, _dotsLast ? elided : 0)];
        return (kernel, Shape.Create(bias));
    }

    private static string Letters(string text) => text.Replace(Dots, "", StringComparison.Ordinal);

    private ArgumentException Wrong(string reason) => new($"The equation \"{_text}\" cannot be used by a dense layer: {reason}.");
}
