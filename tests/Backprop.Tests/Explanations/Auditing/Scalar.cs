namespace Backprop.Tests.Explanations.Auditing;

/// <summary>
/// A number that knows what it was computed from, with a backward pass of its own: the witness for networks that are too long to differentiate by hand.
/// It shares nothing with the library. Mistakes are planted by forgetting a way back, or by giving it another factor.
/// </summary>
internal sealed class Scalar
{
    private static long s_made;
    private readonly (Scalar From, double Partial)[] _inputs;
    private readonly long _number = Interlocked.Increment(ref s_made);

    private Scalar(double value, params (Scalar, double)[] inputs) => (Value, _inputs) = (value, inputs);

    public double Value { get; }

    public double Gradient { get; private set; }

    /// <summary>The same number, through which nothing goes back.</summary>
    public Scalar Stopped => new(Value);

    public static implicit operator Scalar(double value) => new(value);

    public static Scalar operator +(Scalar a, Scalar b) => new(a.Value + b.Value, (a, 1), (b, 1));

    public static Scalar operator -(Scalar a, Scalar b) => new(a.Value - b.Value, (a, 1), (b, -1));

    public static Scalar operator *(Scalar a, Scalar b) => new(a.Value * b.Value, (a, b.Value), (b, a.Value));

    public static Scalar operator /(Scalar a, Scalar b) => new(a.Value / b.Value, (a, 1 / b.Value), (b, -a.Value / b.Value / b.Value));

    public static Scalar Exp(Scalar a) => Of(a, Math.Exp(a.Value), Math.Exp(a.Value));

    public static Scalar Log(Scalar a) => Of(a, Math.Log(a.Value), 1 / a.Value);

    public static Scalar Sqrt(Scalar a) => Of(a, Math.Sqrt(a.Value), 0.5 / Math.Sqrt(a.Value));

    public static Scalar Tanh(Scalar a) => Of(a, Math.Tanh(a.Value), 1 - Math.Tanh(a.Value) * Math.Tanh(a.Value));

    public static Scalar Sigmoid(Scalar a)
    {
        double s = 1 / (1 + Math.Exp(-a.Value));
        return Of(a, s, s * (1 - s));
    }

    /// <summary>A factor that the backward pass forgets.</summary>
    public static Scalar TimesForgotten(Scalar a, double factor) => Of(a, a.Value * factor, 1);

    /// <summary>A product whose gradient goes back to b through another number than a: a's own gradient is right.</summary>
    public static Scalar TimesOther(Scalar a, Scalar b, double other) => new(a.Value * b.Value, (a, b.Value), (b, other));

    public static Scalar Sum(IEnumerable<Scalar> all) => all.Aggregate((Scalar)0, (sum, one) => sum + one);

    /// <summary>e^x over the sum.</summary>
    public static Scalar[] Softmax(Scalar[] x)
    {
        Scalar[] powers = [.. x.Select(Exp)];
        Scalar sum = Sum(powers);
        return [.. powers.Select(power => power / sum)];
    }

    /// <summary>Goes back from this number.</summary>
    public void Backward()
    {
        var all = new HashSet<Scalar>();
        var open = new Stack<Scalar>([this]);
        while (open.Count > 0)
        {
            Scalar one = open.Pop();
            if (!all.Add(one)) continue;
            one.Gradient = 0;
            foreach ((Scalar from, _) in one._inputs) open.Push(from);
        }

        Gradient = 1;
        foreach (Scalar one in all.OrderByDescending(one => one._number))
        {
            foreach ((Scalar from, double partial) in one._inputs) from.Gradient += one.Gradient * partial;
        }
    }

    private static Scalar Of(Scalar a, double value, double partial) => new(value, (a, partial));
}
