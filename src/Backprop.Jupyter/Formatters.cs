using Backprop.Jupyter.Rendering;

namespace Backprop.Jupyter;

/// <summary>Which forms a value is shown in, by its type. The types of Backprop are known; others can be added, and replace those before them.</summary>
public static class Formatters
{
    private static readonly Lock s_gate = new();
    private static readonly List<(Type Type, Action<object, MimeBundle> Write)> s_known = [];

    static Formatters() => BuiltInForms.Register();

    /// <summary>Says how values of a type are shown.</summary>
    /// <typeparam name="T">The type; values of types derived from it are shown in the same way.</typeparam>
    /// <param name="write">Adds the value's forms to a bundle. Plain text is added when it has none.</param>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public static void Register<T>(Action<T, MimeBundle> write)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(write);
        lock (s_gate) s_known.Add((typeof(T), (value, bundle) => write((T)value, bundle)));
    }

    /// <summary>The forms of a value.</summary>
    /// <param name="value">Anything; null too.</param>
    public static MimeBundle Format(object? value)
    {
        var bundle = new MimeBundle();
        if (value is not null && Find(value.GetType()) is { } write) write(value, bundle);
        if (!bundle.Data.ContainsKey("text/plain")) bundle.Add("text/plain", PlainText.Of(value));
        return bundle;
    }

    private static Action<object, MimeBundle>? Find(Type type)
    {
        lock (s_gate) return s_known.FindLast(known => known.Type.IsAssignableFrom(type)).Write;
    }
}
