using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Backprop.Apps.Tests.Jupyter;
using Backprop.Data;
using Backprop.Jupyter.Rendering;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Notebooks;

/// <summary>A stored notebook in a browser, as a reader opens it: it is not trusted, and its pictures and formulas show all the same.</summary>
[Trait("tier", "slow")]
public sealed class NotebookPageTests
{
    private const string Notebook = "derivation-of-a-weight";

    [Fact]
    public async Task AnOpenedNotebookShowsItsPicturesAndFormulas()
    {
        Assert.SkipUnless(Shell.Has("jupyter-notebook") && Shell.Has("chromium"), "It takes a Jupyter server and a browser: apt-get install jupyter-notebook chromium.");
        using var folder = new TemporaryFolder();
        KernelSpecificationFile.Write(folder);
        File.Copy(NotebookFile.Path(Notebook), folder.At(Notebook + ".ipynb"));
        int port = FreePort();
        using Process server = StartServer(folder, port);
        try
        {
            string page = $"http://127.0.0.1:{port}/notebooks/{Notebook}.ipynb?token=secret";
            await WaitFor(page);
            string seen = Browse(folder, page, "--dump-dom").MustExitWith(0);
            Assert.Contains("src=\"data:image/svg+xml;base64,", seen);
            Assert.Contains("class=\"MathJax", seen);
            Assert.DoesNotContain("Javascript error", seen);
            if (Environment.GetEnvironmentVariable("BACKPROP_APPROVE") != "1") return;

            // The picture of docs/notebooks.md: the cell that derives one weight.
            Browse(folder, page, "--window-size=1200,2440", $"--screenshot={folder.At("page.png")}").MustExitWith(0);
            Image whole = ImageUtils.LoadImage(folder.At("page.png"));
            (int top, int height) = (1105, 1330);
            Directory.CreateDirectory(Repository.At("docs/images"));
            File.WriteAllBytes(Repository.At("docs/images/notebook.png"), PngFile.Write(whole.Pixels.Slice(top * whole.Width * whole.Channels, height * whole.Width * whole.Channels), whole.Width, height, whole.Channels));
        }
        finally
        {
            server.Kill(entireProcessTree: true);
        }
    }

    private static ShellResult Browse(TemporaryFolder folder, string page, params string[] options) => Shell.Run(
        "chromium", ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", $"--user-data-dir={folder.At("browser")}", "--virtual-time-budget=20000", .. options, page], folder.Path);

    private static Process StartServer(TemporaryFolder folder, int port)
    {
        var start = new ProcessStartInfo("jupyter-notebook", ["--allow-root", "--no-browser", "--ip=127.0.0.1", $"--port={port.ToString(CultureInfo.InvariantCulture)}", "--NotebookApp.token=secret", $"--notebook-dir={folder.Path}"])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["JUPYTER_PATH"] = folder.Path;
        start.Environment["JUPYTER_CONFIG_DIR"] = folder.At("settings");
        start.Environment["JUPYTER_RUNTIME_DIR"] = folder.At("running");
        Process server = Process.Start(start)!;
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        return server;
    }

    private static async Task WaitFor(string page)
    {
        using var client = new HttpClient();
        for (int time = 0; time < 120; time++)
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync(new Uri(page));
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // It is not up yet.
            }

            await Task.Delay(250);
        }

        Assert.Fail("The Jupyter server did not answer.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
