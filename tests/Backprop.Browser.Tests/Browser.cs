using Backprop.Apps.Tests.Studio;
using Backprop.Testing;
using Microsoft.Playwright;

namespace Backprop.Browser.Tests;

/// <summary>Debian's Chromium with a page of the studio open; whatever it complains about, and whomever it asks, is kept.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser, IPage page, StudioClient studio) => (_playwright, _browser, Page, Studio) = (playwright, browser, page, studio);

    public IPage Page { get; }

    public StudioClient Studio { get; }

    /// <summary>Errors on the console, and requests to anybody else.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Opens an example.</summary>
    public static async Task<Browser> OpenAsync(string example, BrowserNewContextOptions? options = null)
    {
        string? chromium = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
        Assert.SkipWhen(chromium is null && Environment.GetEnvironmentVariable("CI") is null, "It takes a browser: apt-get install chromium.");
        // Two noisy cores may be slow; what is wrong stays wrong that long.
        Assertions.SetDefaultExpectTimeout(30_000);
        StudioClient studio = await StudioClient.StartAsync("--example", example);
        IPlaywright playwright = await Playwright.CreateAsync();
        IBrowser browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        IBrowserContext context = await browser.NewContextAsync(options ?? new() { ViewportSize = new() { Width = 1440, Height = 900 } });
        IPage page = await context.NewPageAsync();
        var opened = new Browser(playwright, browser, page, studio);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") opened.Complaints.Add(message.Text);
        };
        page.PageError += (_, error) => opened.Complaints.Add(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(studio.Address, StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal) && !request.Url.StartsWith("file:", StringComparison.Ordinal)) opened.Complaints.Add($"asked {request.Url}");
        };
        await page.GotoAsync($"{studio.Address}/?token={studio.Token}");
        return opened;
    }

    /// <summary>Waits until the page says something in its line of status.</summary>
    public Task SaysAsync(string text) => Assertions.Expect(Page.Locator("#status")).ToContainTextAsync(text);

    /// <summary>Gives the experiment on a page another learning rate, and waits until the page shows the new experiment.</summary>
    public static async Task EditAsync(IPage page, string learningRate)
    {
        string before = await page.EvaluateAsync<string>("document.documentElement.dataset.experiment");
        await page.Locator("#learning-rate").FillAsync(learningRate);
        await page.Locator("#apply").ClickAsync();
        await Assertions.Expect(page.Locator("html")).Not.ToHaveAttributeAsync("data-experiment", before);
        await Assertions.Expect(page.Locator("#learning-rate")).ToHaveValueAsync(learningRate);
    }

    /// <summary>Keeps a picture of the page.</summary>
    public Task PictureAsync(string name, bool wholePage = false)
    {
        string folder = Path.Combine(Repository.Root, "artifacts", "screenshots");
        Directory.CreateDirectory(folder);
        return Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = wholePage });
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await Studio.DisposeAsync();
    }
}
