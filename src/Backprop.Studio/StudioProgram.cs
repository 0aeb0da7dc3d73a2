using System.Globalization;
using System.Runtime.InteropServices;
using Backprop.Explanations;
using Backprop.Formats;
using Backprop.Studio.Experiments;
using Backprop.Training;

namespace Backprop.Studio;

/// <summary>Reads the arguments, which <c>backprop studio</c> has checked and passes on, starts the server and says where it is.</summary>
internal static class StudioProgram
{
    private const int BadInput = 2;
    private const long MostData = 64_000_000;

    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        try
        {
            await using StudioServer server = await StudioServer.StartAsync(Read(arguments)).ConfigureAwait(false);
            await output.WriteLineAsync($"The page is at  {server.FirstLink}").ConfigureAwait(false);
            await output.WriteLineAsync("Only this machine can open it, and only with this link. Stop it with Ctrl+C.").ConfigureAwait(false);
            await output.FlushAsync().ConfigureAwait(false);
            using var stop = new CancellationTokenSource();
            using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
            using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
            try
            {
                await server.WaitAsync(stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Ctrl+C is how it ends.
            }

            return 0;

            void End(PosixSignalContext signal)
            {
                signal.Cancel = true;
                stop.Cancel();
            }
        }
        catch (Exception error) when (error is StudioException or ModelFormatException or IOException or UnauthorizedAccessException or InvalidOperationException or ArgumentException)
        {
            await errors.WriteLineAsync(error.Message.Split(" (Parameter '")[0]).ConfigureAwait(false);
            return BadInput;
        }
    }

    /// <summary>What the arguments ask for.</summary>
    public static StudioOptions Read(string[] arguments)
    {
        string? model = null, data = null, example = null;
        int? port = null;
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--data": data = Next(ref i); break;
                case "--example": example = Next(ref i); break;
                case "--port": port = int.TryParse(Next(ref i), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= 65535 ? number : throw new StudioException($"--port takes a number from 0 to 65535, not {arguments[i]}."); break;
                case var argument when argument.StartsWith("--", StringComparison.Ordinal): throw new StudioException($"There is no option {argument}. See backprop studio --help.");
                case var argument when model is null: model = argument; break;
                default: throw new StudioException($"One model or experiment is opened, not also {arguments[i]}.");
            }
        }

        if (model is not null && example is not null) throw new StudioException("Give a file or --example, not both.");
        if (data is not null && model is null) throw new StudioException("--data goes with a model: backprop studio MODEL --data FILE");
        if (model is null) return new StudioOptions(port, null, Experiment.Parse(StarterExperiments.Text(example ?? StarterExperiments.All[0].Name)));
        if (model.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && data is null) return new StudioOptions(port, null, Experiment.Parse(Claim(model)));
        var opened = new OpenedModel(model);
        Model loaded = opened.Load();
        SampleData samples = data is null ? SampleData.Draw(loaded) : Samples(data);
        string about = data is null ? $"{Path.GetFileName(model)}, on samples drawn at random: give your own with --data." : $"{Path.GetFileName(model)}, on {Path.GetFileName(data)}.";
        return new StudioOptions(port, opened, Experiment.Of(loaded, samples, loaded.Name, Math.Min(32, samples.X[0].Shape[0]), about, opened));

        string Next(ref int i) => i + 1 < arguments.Length ? arguments[++i] : throw new StudioException($"{arguments[i]} needs a value. See backprop studio --help.");
    }

    private static SampleData Samples(string path)
    {
        long length = new FileInfo(path).Length;
        if (length > MostData) throw new StudioException($"{Path.GetFileName(path)} has {length:N0} bytes; the page takes up to {MostData:N0}: use some of its rows.");
        return SampleData.Load(path);
    }

    /// <summary>An experiment, or a claim with a model beside it: that is written out.</summary>
    private static string Claim(string path)
    {
        long length = new FileInfo(path).Length;
        if (length > Experiment.MostLetters) throw new StudioException($"{Path.GetFileName(path)} has {length:N0} bytes; an experiment has up to {Experiment.MostLetters:N0}.");
        string text = File.ReadAllText(path);
        try
        {
            _ = Experiment.Parse(text);
            return text;
        }
        catch (ModelFormatException)
        {
            var claim = Explanations.Auditing.AuditClaim.Load(path);
            return Experiment.Of(claim.Model, new SampleData(claim.X, claim.Y, claim.SampleWeight), claim.Model.Name, claim.X[0].Shape[0], $"From {Path.GetFileName(path)}.", null).Text;
        }
    }
}
