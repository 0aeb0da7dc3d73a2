using Backprop.Testing;

namespace Backprop.Tests.KerasParity;

/// <summary>Where the reference cases of the real Keras lie: those of the project, or the folder that BACKPROP_KERAS_CASES names.</summary>
internal static class ParityFolder
{
    public static string Root { get; } = Environment.GetEnvironmentVariable("BACKPROP_KERAS_CASES") is { Length: > 0 } given ? Path.GetFullPath(given) : Repository.At("tests/fixtures/keras-cases");

    /// <summary>The folders in a folder; none where it is missing.</summary>
    public static IReadOnlyList<string> Folders(string part) => Directory.Exists(Path.Combine(Root, part)) ? [.. Directory.GetDirectories(Path.Combine(Root, part)).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)] : [];

    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The rows; where there are none, one that is listed as not run, since a folder may lack a part.</summary>
    public static IEnumerable<TheoryDataRow<T>> OrNotRun<T>(this IEnumerable<TheoryDataRow<T>> rows) => rows.DefaultIfEmpty(new TheoryDataRow<T>(default!) { Explicit = true });

    /// <inheritdoc cref="OrNotRun{T}(IEnumerable{TheoryDataRow{T}})"/>
    public static IEnumerable<TheoryDataRow<T1, T2>> OrNotRun<T1, T2>(this IEnumerable<TheoryDataRow<T1, T2>> rows) => rows.DefaultIfEmpty(new TheoryDataRow<T1, T2>(default!, default!) { Explicit = true });
}
