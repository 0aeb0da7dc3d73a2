namespace Backprop.Kernels;

/// <summary>
/// What a formula computes with: vectors when it runs, symbols when it is compared with the steps of a program. So a formula is written once,
/// and what is recognised is what is executed.
/// </summary>
/// <typeparam name="TValue">A vector, or a symbol.</typeparam>
internal interface IFormulaValues<TValue>
{
    /// <summary>An input, by its number.</summary>
    TValue Read(int value);

    /// <summary>A result, by its number: results follow the inputs. All inputs are read before the first result is written, for a result may lie in an input's memory.</summary>
    void Write(int value, TValue result);

    /// <summary>A function of one number.</summary>
    TValue Of<TFunction>(TValue a) where TFunction : IUnaryFunction;

    /// <summary>A function of two numbers.</summary>
    TValue Of<TFunction>(TValue a, TValue b) where TFunction : IBinaryFunction;
}

/// <summary>
/// Several elementwise functions that run as one loop, with everything in between in registers: for the formulas in which models spend their time
/// (an optimizer's update, the gates of a recurrent cell). Each function rounds as it does by itself, so the bits are those of the steps one by one.
/// </summary>
internal interface IElementwiseFormula
{
    /// <summary>The number of inputs.</summary>
    static abstract int Inputs { get; }

    /// <summary>The number of inputs and results.</summary>
    static abstract int ValueCount { get; }

    /// <summary>Reads the inputs, computes, writes the results.</summary>
    static abstract void Compute<TValues, TValue>(TValues values) where TValues : struct, IFormulaValues<TValue>;
}

/// <summary>A formula that programs are compared with, and its loop.</summary>
internal sealed class ElementwiseFormula
{
    /// <summary>No formula has more inputs and results.</summary>
    public const int MostValues = 24;

    private readonly Symbols _symbols;

    private ElementwiseFormula(int inputs, ElementwiseCode code, Symbols symbols) => (Inputs, Code, _symbols) = (inputs, code, symbols);

    /// <summary>The loop.</summary>
    public ElementwiseCode Code { get; }

    /// <summary>The number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>The number of functions.</summary>
    public int StepCount => _symbols.Steps.Count;

    /// <summary>A formula, written down by computing it with symbols.</summary>
    public static ElementwiseFormula Of<TFormula>() where TFormula : IElementwiseFormula
    {
        var symbols = new Symbols([], []);
        TFormula.Compute<Symbols, int>(symbols);
        return new ElementwiseFormula(TFormula.Inputs, ElementwiseCode.Formula<TFormula>(TFormula.ValueCount - TFormula.Inputs), symbols);
    }

    /// <summary>
    /// Where the inputs and results of this formula are in a program that computes just it, and keeps all its results or some of them: the numbers of the program's values, inputs
    /// first; null where the program is another one.
    /// </summary>
    /// <param name="inputs">The number of the program's inputs.</param>
    /// <param name="steps">The program.</param>
    /// <param name="outputs">The values that the program keeps.</param>
    public int[]? Match(int inputs, IReadOnlyList<ElementwiseStep> steps, IReadOnlyCollection<int> outputs)
    {
        if (steps.Count != StepCount || outputs.Count > _symbols.Results.Count) return null;
        foreach (int output in outputs)
        {
            // The first result is one that every program of the kind keeps.
            var match = new Matching(this, inputs, steps);
            if (match.Unify(_symbols.Results[0], output) && match.Complete(outputs) is { } found) return found;
        }

        return null;
    }

    /// <summary>A formula with symbols: inputs are the numbers from -1 down, functions are numbered from 0 in order.</summary>
    private readonly struct Symbols(List<(Type Function, int A, int B)> steps, List<int> results) : IFormulaValues<int>
    {
        public List<(Type Function, int A, int B)> Steps => steps;

        public List<int> Results => results;

        public int Read(int value) => -1 - value;

        public void Write(int value, int result) => results.Add(result);

        public int Of<TFunction>(int a) where TFunction : IUnaryFunction => Add(typeof(TFunction), a, a);

        public int Of<TFunction>(int a, int b) where TFunction : IBinaryFunction => Add(typeof(TFunction), a, b);

        private int Add(Type function, int a, int b)
        {
            steps.Add((function, a, b));
            return steps.Count - 1;
        }
    }

    /// <summary>One attempt to lay the formula over a program.</summary>
    private sealed class Matching(ElementwiseFormula formula, int inputs, IReadOnlyList<ElementwiseStep> steps)
    {
        private readonly Dictionary<int, int> _valueOf = [];
        private readonly HashSet<int> _taken = [];

        /// <summary>Whether a symbol can stand for a value of the program, after all that was said before.</summary>
        public bool Unify(int symbol, int value)
        {
            if (_valueOf.TryGetValue(symbol, out int known)) return known == value;
            if (symbol < 0)
            {
                // Two inputs of a formula may be the same input of the program.
                if (value >= inputs) return false;
                _valueOf[symbol] = value;
                return true;
            }

            if (value < inputs || !_taken.Add(value)) return false;
            _valueOf[symbol] = value;
            (Type function, int a, int b) = formula._symbols.Steps[symbol];
            ElementwiseStep step = steps[value - inputs];
            return step.Code.Function == function && Unify(a, step.Operands[0]) && Unify(b, step.Operands[^1]);
        }

        /// <summary>The other results, from the program's outputs; null if any is not there or a step is left over.</summary>
        public int[]? Complete(IReadOnlyCollection<int> outputs)
        {
            IReadOnlyList<int> results = formula._symbols.Results;
            foreach (int result in results)
            {
                if (_valueOf.ContainsKey(result)) continue;
                if (!outputs.Any(output => !_taken.Contains(output) && Fits(result, output))) return null;
            }

            if (_taken.Count != steps.Count || !outputs.All(output => results.Any(result => _valueOf[result] == output))) return null;
            return [.. Enumerable.Range(0, formula.Inputs).Select(input => _valueOf[-1 - input]), .. results.Select(result => _valueOf[result])];
        }

        /// <summary>As <see cref="Unify"/>, and as if nothing had been tried where it fails.</summary>
        private bool Fits(int symbol, int value)
        {
            var values = new Dictionary<int, int>(_valueOf);
            var taken = new HashSet<int>(_taken);
            if (Unify(symbol, value)) return true;
            _valueOf.Clear();
            foreach ((int key, int old) in values) _valueOf[key] = old;
            _taken.IntersectWith(taken);
            return false;
        }
    }
}
