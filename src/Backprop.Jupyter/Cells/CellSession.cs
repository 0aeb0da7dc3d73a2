using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace Backprop.Jupyter.Cells;

/// <summary>The cells that have run, and what they left behind: each new one sees the variables, methods and types of those before it.</summary>
internal sealed class CellSession
{
    private readonly InteractiveAssemblyLoader _loader = new();
    private readonly PackageReferences _packages = new();
    private readonly CellErrors _errors = new();
    private readonly Task<ScriptState<object>> _start;
    private ScriptOptions _options;
    private ScriptState<object>? _state;
    private int _cell;

    /// <summary>Begins a session; the compiler gets ready in the background while the client connects.</summary>
    public CellSession()
    {
        foreach (System.Reflection.Assembly assembly in References.Ours) _loader.RegisterDependency(assembly);
        _options = ScriptOptions.Default
            .WithReferences(References.All)
            .WithLanguageVersion(Microsoft.CodeAnalysis.CSharp.LanguageVersion.Latest)
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithEmitDebugInformation(true)
            .WithFileEncoding(System.Text.Encoding.UTF8)
            .WithAllowUnsafe(true);
        _start = Task.Run(Begin);
    }

    /// <summary>What the cells have left behind, once the first has run.</summary>
    public IEnumerable<ScriptVariable> Variables => (_state ?? _start.GetAwaiter().GetResult()).Variables;

    /// <summary>Runs a cell.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="number">Its number, by which errors in later cells name it.</param>
    /// <param name="interruption">By which it is stopped.</param>
    public CellOutcome Run(CellText text, int number, Interruption interruption)
    {
        if (text.Complaint is { } complaint) return Failed("CellError", complaint);
        foreach (PackageRequest package in text.Packages)
        {
            if (Add(package) is { } problem) return Failed("PackageError", problem);
        }

        _state ??= _start.GetAwaiter().GetResult();
        string name = _errors.Register(++_cell, number, text.Code);
        Script<object> script = _state.Script.ContinueWith<object>(text.Code, _options.WithFilePath(name));
        Diagnostic[] wrong = [.. script.Compile().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        if (wrong.Length > 0) return new CellOutcome(null, _errors.Of(wrong));
        try
        {
            ScriptState<object> before = _state;
            _state = interruption.Run(() => script.RunFromAsync(before, _ => true));
        }
        catch (Exception error) when (error is OperationCanceledException or ThreadInterruptedException && interruption.Asked.IsCancellationRequested)
        {
            return Interrupted("what this cell declared is lost.");
        }

        if (_state.Exception is not { } exception) return new CellOutcome(_state.ReturnValue, null);
        if (interruption.Asked.IsCancellationRequested && exception is OperationCanceledException) return Interrupted("the weights of a model in training are those of its last whole step.");
        return new CellOutcome(null, _errors.Of(exception));
    }

    /// <summary>The compilation of a text as if it were the next cell; it is not run.</summary>
    public Compilation Compile(string code)
    {
        _state ??= _start.GetAwaiter().GetResult();
        return _state.Script.ContinueWith<object>(code, _options).GetCompilation();
    }

    private static CellOutcome Failed(string name, string message) => new(null, CellError.Of(name, message));

    private static CellOutcome Interrupted(string consequence) => new(null, CellError.Of("Interrupted", $"The cell was stopped; {consequence}"), IsInterrupted: true);

    private async Task<ScriptState<object>> Begin()
    {
        string imports = string.Join('\n', References.Imports);
        Script<object> first = CSharpScript.Create<object>(imports, _options, assemblyLoader: _loader);
        ScriptState<object> state = await first.RunAsync().ConfigureAwait(false);

        // A second cell that declares, calls and returns something takes the compiler's own beginning out of the user's first.
        await state.ContinueWithAsync<object>("var model = new Sequential { new Dense(1, inputDim: 1) }; string.Join(\",\", new[] { 1, 2 }.Select(n => $\"{n:F1}\"))", _options).ConfigureAwait(false);
        return state;
    }

    private string? Add(PackageRequest package)
    {
        string? problem = _packages.Restore(package, out IReadOnlyList<string> files);
        if (problem is null) _options = _options.AddReferences(files.Select(References.Of));
        return problem;
    }
}
