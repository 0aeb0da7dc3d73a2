namespace Backprop.Cli.Jupyter;

/// <summary>Where Jupyter's own programs and data lie, by Jupyter's rules (jupyter_core, "Data files").</summary>
internal static class JupyterPlaces
{
    /// <summary>The user's own data, which every Jupyter of the user looks into.</summary>
    public static string UserData()
    {
        if (Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } told) return told;
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsWindows()) return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter");
        if (OperatingSystem.IsMacOS()) return Path.Combine(home, "Library", "Jupyter");
        string data = Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } set ? set : Path.Combine(home, ".local", "share");
        return Path.Combine(data, "jupyter");
    }

    /// <summary>The data of a whole installation, for example of a virtual environment.</summary>
    public static string PrefixData(string prefix) => Path.Combine(Path.GetFullPath(prefix), "share", "jupyter");

    /// <summary>The folders that are looked into, the user's first.</summary>
    public static IEnumerable<string> All()
    {
        foreach (string folder in (Environment.GetEnvironmentVariable("JUPYTER_PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)) yield return folder;
        yield return UserData();
        if (Environment.GetEnvironmentVariable("VIRTUAL_ENV") is { Length: > 0 } environment) yield return PrefixData(environment);
        if (Environment.GetEnvironmentVariable("CONDA_PREFIX") is { Length: > 0 } conda) yield return PrefixData(conda);
        if (OperatingSystem.IsWindows()) yield break;
        yield return "/usr/local/share/jupyter";
        yield return "/usr/share/jupyter";
    }

    /// <summary>A program that opens notebooks, or null: the classic page, JupyterLab, or another that comes with Jupyter.</summary>
    public static string? Program() => Find("jupyter-notebook") ?? Find("jupyter-lab");

    private static string? Find(string name) =>
        (from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
         from ending in OperatingSystem.IsWindows() ? (string[])[".exe", ".cmd", ".bat"] : [""]
         let path = Path.Combine(folder, name + ending)
         where File.Exists(path)
         select path).FirstOrDefault();
}
