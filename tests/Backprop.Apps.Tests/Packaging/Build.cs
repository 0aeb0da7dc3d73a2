using Backprop.Testing;

namespace Backprop.Apps.Tests.Packaging;

/// <summary>The SDK's commands, as a person who publishes or installs would give them.</summary>
internal static class Build
{
    /// <summary>The configuration these tests were built in, and so the one whose outputs exist.</summary>
    public static string Configuration => new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Name;

    /// <summary>The folder into which NuGet has already put every package the build needed: with it, no test needs the network.</summary>
    public static string PackageCache =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public static ShellResult Dotnet(string folder, params string[] arguments) => Shell.Run("dotnet", arguments, folder);

    /// <summary>Packs what is shipped from the outputs that are there; building again would write under the feet of running tests.</summary>
    public static void PackInto(string folder)
    {
        foreach (string project in (string[])["Backprop", "Backprop.ByHand", "Backprop.Data", "Backprop.Cli"])
        {
            Dotnet(Repository.Root, "pack", $"src/{project}", "-c", Configuration, "--no-build", "-o", folder, "-v", "quiet").MustExitWith(0);
        }
    }

    /// <summary>
    /// The settings of somebody who has nothing but <paramref name="feed"/>: packages are unpacked into the folder itself,
    /// so that a stale version of ours in the cache is never taken, and those of others come out of the cache.
    /// </summary>
    public static string WriteNuGetConfig(TemporaryFolder folder, string feed) => folder.Write("nuget.config", $"""
        <configuration>
          <config>
            <add key="globalPackagesFolder" value="{folder.At("packages")}" />
          </config>
          <packageSources>
            <clear />
            <add key="packed" value="{feed}" />
          </packageSources>
          <fallbackPackageFolders>
            <clear />
            <add key="cache" value="{PackageCache}" />
          </fallbackPackageFolders>
        </configuration>
        """);
}
