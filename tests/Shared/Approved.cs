namespace Backprop.Testing;

/// <summary>Compares a text with the one a person has read and approved, kept in tests/approved.</summary>
internal static class Approved
{
    /// <summary>
    /// Fails when <paramref name="actual"/> differs from tests/approved/<paramref name="name"/>.txt. Under <c>./test --approve</c>
    /// (BACKPROP_APPROVE=1) it writes the file instead; the reading is then done in the commit's difference.
    /// </summary>
    public static void Match(string name, string actual)
    {
        string path = Repository.At($"tests/approved/{name}.txt");
        actual = actual.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        if (Environment.GetEnvironmentVariable("BACKPROP_APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        string approved = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (approved == actual)
        {
            return;
        }

        string[] before = approved.Split('\n');
        string[] now = actual.Split('\n');
        string[] gone = [.. before.Except(now).Take(20).Select(line => "- " + line)];
        string[] come = [.. now.Except(before).Take(20).Select(line => "+ " + line)];
        string[] difference = gone.Length + come.Length > 0 ? [.. gone, .. come] : ["(the same lines in another order or number)"];
        Assert.Fail(
            $"The text differs from tests/approved/{name}.txt:\n{string.Join('\n', difference)}\n" +
            $"If this is what you want, run  ./test --approve --filter {TestContext.Current.TestClass?.TestClassSimpleName}  and read the difference before you commit it.");
    }
}
