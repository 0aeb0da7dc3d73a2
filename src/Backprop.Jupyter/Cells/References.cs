using Backprop.ByHand;
using Backprop.Data;
using Microsoft.CodeAnalysis;
using Microsoft.Data.Analysis;

namespace Backprop.Jupyter.Cells;

/// <summary>What every cell can use without saying so: .NET itself, Backprop, and their usual namespaces.</summary>
internal static class References
{
    /// <summary>What is imported. Metrics and Operations are not, as namespaces: they have names that Losses and Layers have, too.</summary>
    public static IReadOnlyList<string> Imports { get; } =
    [
        .. ((string[])
        [
            "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Threading", "System.Threading.Tasks",
            "Backprop.Tensors", "Backprop.Graphs", "Backprop.Differentiation", "Backprop.Plans", "Backprop.Layers", "Backprop.Losses", "Backprop.Optimizers", "Backprop.Schedules",
            "Backprop.Training", "Backprop.Explanations", "Backprop.Explanations.Auditing", "Backprop.Explanations.Cards", "Backprop.Explanations.Derivations",
            "Backprop.Explanations.Formulas", "Backprop.Explanations.Memoizing", "Backprop.Explanations.Pictures", "Backprop.Data", "Microsoft.Data.Analysis", "Backprop.Jupyter",
        ]).Select(name => $"using {name};"),
        "using static Backprop.Operations.Operators;",
        "using static Backprop.Jupyter.Notebook;",
        "using Functions = Backprop.Operations.Functions;",
    ];

    /// <summary>The assemblies of ours, which cells share with the kernel.</summary>
    public static IReadOnlyList<System.Reflection.Assembly> Ours { get; } =
        [typeof(Training.Model).Assembly, typeof(Network).Assembly, typeof(Csv).Assembly, typeof(DataFrame).Assembly, typeof(Notebook).Assembly, typeof(Backprop.Lessons.Page).Assembly];

    /// <summary>All that is referred to, with the documentation that lies beside it.</summary>
    public static IReadOnlyList<MetadataReference> All { get; } = [.. Framework().Concat(Ours.Select(assembly => assembly.Location)).Select(Of)];

    /// <summary>A reference to an assembly file.</summary>
    public static MetadataReference Of(string path) => MetadataReference.CreateFromFile(path, documentation: new XmlDocuments(Path.ChangeExtension(path, ".xml")));

    private static IEnumerable<string> Framework()
    {
        string folder = System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory();
        return Directory.EnumerateFiles(folder, "*.dll").Where(IsManaged).Order(StringComparer.Ordinal);

        static bool IsManaged(string path)
        {
            string name = Path.GetFileName(path);
            if (!name.StartsWith("System.", StringComparison.Ordinal) && name is not ("mscorlib.dll" or "netstandard.dll" or "Microsoft.CSharp.dll")) return false;
            return !name.EndsWith(".Native.dll", StringComparison.Ordinal) && !name.Contains("Native.", StringComparison.Ordinal);
        }
    }
}
