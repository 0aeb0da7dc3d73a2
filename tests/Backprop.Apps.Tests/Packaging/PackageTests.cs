using Backprop.Testing;

namespace Backprop.Apps.Tests.Packaging;

/// <summary>Packs what is shipped, installs it from the packed files into an empty folder and uses it.</summary>
[Trait("tier", "slow")]
public sealed class PackageTests(PackageTests.PackedFiles packed) : IClassFixture<PackageTests.PackedFiles>, IDisposable
{
    private readonly TemporaryFolder _folder = packed.NewCustomer();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AProgramOutsideTheRepositoryUsesTheLibraries()
    {
        _folder.Write("Student.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Backprop" Version="0.1.0" />
                <PackageReference Include="Backprop.ByHand" Version="0.1.0" />
                <PackageReference Include="Backprop.Data" Version="0.1.0" />
              </ItemGroup>
            </Project>
            """);
        _folder.Write("Program.cs", """
            using Backprop.Differentiation;
            using Backprop.Graphs;
            using Backprop.Layers;
            using Backprop.Losses;
            using Backprop.Operations;
            using Backprop.Optimizers;
            using Backprop.Plans;
            using Backprop.Training;

            // The derivative of the mean of w² is 2w/3.
            Node w = Variable.Of("w", 1.0, 2.0, 6.0);
            Node loss = Functions.Mean(Functions.Square(w));
            Console.WriteLine(string.Join(' ', Gradient.Of(loss, w).Evaluate().ToArray<double>()));

            // A line, y = 2x + 1, is learned exactly.
            var model = new Sequential { new Dense(1) };
            model.Compile(new Sgd(learningRate: 0.1), new MeanSquaredError());
            double[,] x = { { 0 }, { 1 }, { 2 } };
            double[,] y = { { 1 }, { 3 }, { 5 } };
            History history = model.Fit(x, y, epochs: 200, batchSize: 3);
            Console.WriteLine(history["loss"][^1] < 1e-3 ? "learned" : "not learned");
            """);
        string output = Build.Dotnet(_folder.Path, "run", "--verbosity", "quiet").MustExitWith(0);
        Assert.Equal(2.0 / 3, double.Parse(output.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture), 1e-15);
        Assert.Equal("learned", output.TrimEnd().Split('\n')[^1].TrimEnd());
    }

    [Fact]
    public void TheToolInstallsAndRuns()
    {
        string tools = _folder.At("tools");
        Build.Dotnet(_folder.Path, "tool", "install", "Backprop.Cli", "--tool-path", tools, "--configfile", _folder.At("nuget.config")).MustExitWith(0);
        string help = Shell.Run(Path.Combine(tools, "backprop"), ["--help"], _folder.Path).MustExitWith(0);
        Assert.Contains("Usage", help, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void EveryPackageSaysWhatItIs()
    {
        foreach (string package in Directory.EnumerateFiles(packed.Feed, "*.nupkg"))
        {
            using System.IO.Compression.ZipArchive archive = System.IO.Compression.ZipFile.OpenRead(package);
            Assert.Contains(archive.Entries, entry => entry.FullName == "README.md");
            using var reader = new StreamReader(archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open());
            string specification = reader.ReadToEnd();
            Assert.Contains("<license type=\"expression\">MIT</license>", specification);
            Assert.DoesNotContain("Package Description", specification);
        }
    }

    /// <summary>The packed files, made once for all tests of this class.</summary>
    public sealed class PackedFiles : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public PackedFiles() => Build.PackInto(Feed);

        public string Feed => _folder.At("feed");

        public void Dispose() => _folder.Dispose();

        /// <summary>An empty folder whose NuGet settings know the packed files.</summary>
        internal TemporaryFolder NewCustomer()
        {
            var folder = new TemporaryFolder();
            Build.WriteNuGetConfig(folder, Feed);
            return folder;
        }
    }
}
