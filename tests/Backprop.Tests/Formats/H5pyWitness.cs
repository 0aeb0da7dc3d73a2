using System.Text;
using Backprop.Formats;
using Backprop.Tensors;
using Backprop.Testing;

namespace Backprop.Tests.Formats;

/// <summary>Python's h5py, the library that Keras itself reads and writes HDF5 with: what it finds in a file, beside what our reader finds.</summary>
internal static class H5pyWitness
{
    // Debian's package belongs to Debian's Python, which is not always the first on the path.
    private static readonly Lazy<string?> Python = new(() => new[] { "/usr/bin/python3", "python3" }
        .FirstOrDefault(python => (File.Exists(python) || Shell.Has(python)) && Shell.Run(python, ["-c", "import h5py, numpy"]).ExitCode == 0));

    public static bool IsPresent => Python.Value is not null;

    /// <summary>Reports the test as skipped where there is no h5py.</summary>
    public static void Require() => Assert.SkipUnless(IsPresent, "h5py is not installed: apt-get install python3-h5py.");

    /// <summary>Runs a Python program with h5py.</summary>
    public static string Run(params IEnumerable<string> arguments) => Shell.Run(Python.Value!, arguments).MustExitWith();

    /// <summary>What h5py finds, one text for each file.</summary>
    public static string[] Describe(IEnumerable<string> paths) =>
        Run([Repository.At("tests/Backprop.Tests/Formats/witness.py"), .. paths]).ReplaceLineEndings("\n").Split("end\n")[..^1];

    /// <summary>What our reader finds, in the same words.</summary>
    public static string Describe(Hdf5File file)
    {
        var text = new StringBuilder();
        Attributes(file.Root, text);
        Children(file.Root, text);
        return text.ToString();
    }

    private static void Children(Hdf5Group group, StringBuilder text)
    {
        foreach (Hdf5Object child in group.Children)
        {
            if (child is Hdf5Group inner)
            {
                text.Append($"{child.Path} group ()\n");
                Attributes(inner, text);
                Children(inner, text);
            }
            else if (child is Hdf5Dataset dataset)
            {
                Attributes(dataset, text);
                IEnumerable<string> values = dataset.IsText ? Texts(dataset.ReadStrings()) : Numbers(dataset.ReadTensor());
                Say(text, child.Path, "dataset", dataset.Shape, values);
            }
        }
    }

    private static void Attributes(Hdf5Object owner, StringBuilder text)
    {
        foreach (Hdf5Attribute attribute in owner.Attributes.Values.OrderBy(attribute => attribute.Name, StringComparer.Ordinal))
        {
            IEnumerable<string> values = attribute.IsText ? Texts(attribute.ReadStrings()) : Numbers(attribute.ReadTensor());
            Say(text, owner.Path, "@" + attribute.Name.Replace(' ', '_'), attribute.Shape, values);
        }
    }

    private static void Say(StringBuilder text, string path, string kind, Shape shape, IEnumerable<string> values) =>
        text.Append(string.Join(' ', [path, kind, $"({string.Join(',', shape)})", .. values])).Append('\n');

    private static IEnumerable<string> Texts(string[] texts) => texts.Select(text => "text:" + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)));

    private static IEnumerable<string> Numbers(Tensor tensor) => [Convert.ToHexStringLower(StoredNumbers.Encode(tensor))];
}
