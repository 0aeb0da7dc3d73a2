using System.Text.RegularExpressions;
using Backprop.Studio.Pages;
using Backprop.Testing;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backprop.Browser.Tests;

/// <summary>The page as people use it, in a real browser: with the mouse, with the keyboard alone, on a phone, in the dark; and what is saved from it.</summary>
[Trait("tier", "slow")]
public sealed class StudioBrowserTests
{
    [Fact]
    public async Task TheFirstPageIsPausedBeforeTheFirstStep()
    {
        await using Browser browser = await Browser.OpenAsync("seed-regression");
        await browser.SaysAsync("Step 0, epoch 0, row 0; nothing is computed yet.");
        await Expect(browser.Page.Locator("#data input[name='y/3/0']")).ToHaveValueAsync("7");
        // The browser notes the time of its first picture a little after it has shown it.
        await browser.Page.WaitForFunctionAsync("performance.getEntriesByName('first-contentful-paint')[0]?.startTime > 0");
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task TheGuideHasAPictureOfThePage()
    {
        await using Browser browser = await Browser.OpenAsync("mazur");
        await browser.Page.GotoAsync($"{browser.Page.Url}?row=all&select=hidden/kernel%5B0,0%5D&notation=mazur");
        await Expect(browser.Page.Locator("#card-text")).ToContainTextAsync("= 0.000438568");
        string picture = Path.Combine(Repository.Root, "docs", "images", "studio.png");
        // Letters look different from one system to the next: a picture is made anew on demand, and otherwise must be there.
        if (Environment.GetEnvironmentVariable("BACKPROP_APPROVE") is not null) await browser.Page.ScreenshotAsync(new() { Path = picture });
        Assert.True(File.Exists(picture), "Make it with: ./test --all --approve --filter TheGuideHasAPicture");
        Assert.Contains("images/studio.png", await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "studio.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheKeyboardAloneLeadsToADerivation()
    {
        await using Browser browser = await Browser.OpenAsync("mazur");
        IPage page = browser.Page;
        await page.Keyboard.PressAsync("ArrowRight");
        await browser.SaysAsync("operation 1 of");
        await page.Keyboard.PressAsync("Shift+ArrowRight");
        await browser.SaysAsync("operation 3 of 39, forward: hidden/a");
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.Keyboard.PressAsync("PageDown");
        await browser.SaysAsync("Step 1");
        await page.Keyboard.PressAsync("PageUp");
        await browser.SaysAsync("Step 0");
        // The skip link, then through the picture to a weight, and its card.
        for (int i = 0; i < 200; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<string?>("document.activeElement.getAttribute('data-part')") == "output/kernel[1,0]") break;
        }

        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#card h2")).ToHaveTextAsync("output/kernel[1,0]");
        await Expect(page.Locator("#card-text")).ToContainTextAsync("0.0826676");
        // The focus is still where it was.
        Assert.Equal("output/kernel[1,0]", await page.EvaluateAsync<string?>("document.activeElement.getAttribute('data-part')"));
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task ScrubbingThereAndBackIsTheSamePage()
    {
        await using Browser browser = await Browser.OpenAsync("seed-regression");
        IPage page = browser.Page;
        await page.Locator("#epochs").FillAsync("5");
        await page.Locator("#train").ClickAsync();
        await browser.SaysAsync("Step 20");
        string before = await page.InnerHTMLAsync("#picture");
        foreach (string id in (string[])["step-back", "step-back", "operation-next", "operation-back", "epoch-back", "epoch-next"])
        {
            // Asked of the page itself: Playwright hears of a changed address a moment later.
            string at = await page.EvaluateAsync<string>("location.href");
            await page.Locator($"#{id}").ClickAsync();
            await page.WaitForFunctionAsync("at => location.href !== at", at);
        }

        await page.GotoAsync(Regex.Replace(await page.EvaluateAsync<string>("location.href"), "step=[0-9]+", "step=20"));
        Assert.Equal(before, await page.InnerHTMLAsync("#picture"));
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task TheSliderShowsEveryOperationWithoutWaiting()
    {
        await using Browser browser = await Browser.OpenAsync("seed-regression");
        IPage page = browser.Page;
        await page.RunAndWaitForResponseAsync(() => page.Locator("#row-range").FocusAsync(), new Regex("/frames"));
        // The frames are there once the slider at its end shows the last one.
        await page.WaitForFunctionAsync("""
            () => {
              const range = document.getElementById('row-range');
              range.value = range.max;
              range.dispatchEvent(new Event('input', { bubbles: true }));
              return document.getElementById('picture').textContent.includes('▼-7.36');
            }
            """);
        // Sixty frames a second leave 16.7 ms for a frame: how long the script and the layout take for one.
        double longest = await page.EvaluateAsync<double>("""
            async () => {
              const range = document.getElementById('row-range'), times = [];
              for (let round = 0; round < 4; round++) for (let i = 0; i <= Number(range.max); i++) {
                range.value = i;
                const began = performance.now();
                range.dispatchEvent(new Event('input', { bubbles: true }));
                await new Promise(requestAnimationFrame);
                document.getElementById('picture').getBoundingClientRect();
                times.push(performance.now() - began);
              }
              times.sort((a, b) => a - b);
              return times[Math.floor(times.length / 2)];
            }
            """);
        TestContext.Current.SendDiagnosticMessage("half of the frames within {0} ms", longest);
        await Expect(page.Locator("#row-value")).ToHaveTextAsync(await page.Locator("#row-range").GetAttributeAsync("max") ?? "");
        await Expect(page.Locator("#picture")).ToContainTextAsync("▼-7.36");
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task ClickingEditingAndPlayingWork()
    {
        await using Browser browser = await Browser.OpenAsync("seed-regression");
        IPage page = browser.Page;
        await page.Locator("#picture a[data-part='dense_1/kernel[1,0]']").ClickAsync();
        await Expect(page.Locator("#card h2")).ToHaveTextAsync("dense_1/kernel[1,0]");
        await page.Locator("#choose-notation").SelectOptionAsync("nielsen");
        await Expect(page.Locator("#card-text")).ToContainTextAsync("δ");
        await Browser.EditAsync(page, "0.002");
        await page.Locator("#learning-rate").FillAsync("fast");
        await page.Locator("#apply").ClickAsync();
        await Expect(page.Locator("#edit-problem")).ToHaveTextAsync("learning_rate must be a number, not fast.");
        // What was refused stays, to be mended, wherever one looks meanwhile.
        await page.Locator("#operation-next").ClickAsync();
        await browser.SaysAsync("operation 1 of");
        await Expect(page.Locator("#learning-rate")).ToHaveValueAsync("fast");
        await Expect(page.Locator("#edit-problem")).ToHaveTextAsync("learning_rate must be a number, not fast.");
        await page.Locator("#play").ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-step", new Regex("^([3-9]|[0-9]{2,})$"));
        await page.Locator("#play").ClickAsync();
        await Expect(page.Locator("#play")).ToHaveAttributeAsync("aria-pressed", "false");
        await page.GoBackAsync();
        // The refused edit is the one thing that the browser reports by itself.
        Assert.All(browser.Complaints, complaint => Assert.Contains("400", complaint, StringComparison.Ordinal));
    }

    [Fact]
    public async Task NothingIsTypedIntoAFormThatIsBeingSent()
    {
        await using Browser browser = await Browser.OpenAsync("seed-regression");
        IPage page = browser.Page;
        var held = new TaskCompletionSource();
        await page.RouteAsync(new Regex("/edit$"), async route =>
        {
            await held.Task;
            await route.ContinueAsync();
        });
        string before = await page.EvaluateAsync<string>("document.documentElement.dataset.experiment");
        await page.Locator("#learning-rate").FillAsync("0.002");
        await page.Locator("#learning-rate").PressAsync("Enter");
        await Expect(page.Locator("#learning-rate")).ToBeDisabledAsync();
        await Expect(page.Locator("#apply")).ToBeDisabledAsync();
        held.SetResult();
        await Expect(page.Locator("html")).Not.ToHaveAttributeAsync("data-experiment", before);
        await Expect(page.Locator("#learning-rate")).ToBeEditableAsync();
        await Expect(page.Locator("#learning-rate")).ToHaveValueAsync("0.002");
        await Expect(page.Locator("#learning-rate")).ToBeFocusedAsync();
        Assert.Empty(browser.Complaints);
    }

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1024, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    public async Task EveryViewIsAccessible(int width, ColorScheme scheme)
    {
        await using Browser browser = await Browser.OpenAsync("mazur", new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        IPage page = browser.Page;
        await browser.Studio.TrainAsync(new Uri(page.Url).PathAndQuery, 12);
        var found = new List<string>();
        foreach (StudioView view in StudioViews.All)
        {
            await page.GotoAsync($"{page.Url.Split('?')[0]}?view={view.Name}&step=3&row=all");
            await browser.PictureAsync($"{view.Name}-{width}-{scheme.ToString().ToLowerInvariant()}", wholePage: width < 500);
            foreach (var violation in (await page.RunAxe()).Violations.Where(one => one.Impact is "serious" or "critical")) found.Add($"{view.Name}: {violation.Id}: {violation.Help} {string.Join("; ", violation.Nodes.Take(2).Select(node => node.Html.Length > 120 ? node.Html[..120] : node.Html))}");
            // Nothing makes the page itself wider than the screen.
            int wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            if (wide > width) found.Add($"{view.Name}: the page is {wide} wide on a screen of {width}");
        }

        Assert.True(found.Count == 0, string.Join("\n", found));
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task TwiceTheSizeOfLettersFits()
    {
        // 200 % zoom of a screen of 1,280 is a screen of 640 with the same letters.
        await using Browser browser = await Browser.OpenAsync("mazur", new() { ViewportSize = new() { Width = 640, Height = 450 }, DeviceScaleFactor = 2 });
        Assert.InRange(await browser.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 1, 640);
        await browser.PictureAsync("zoomed");
    }

    [Fact]
    public async Task APictureIsSavedAsPng()
    {
        await using Browser browser = await Browser.OpenAsync("mazur");
        IDownload download = await browser.Page.RunAndWaitForDownloadAsync(() => browser.Page.Locator("a[data-png]").ClickAsync());
        byte[] png = await File.ReadAllBytesAsync(await download.PathAsync());
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        Assert.True(png.Length > 10_000);
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task ThePageForOfflineUseWorksFromADisk()
    {
        await using Browser browser = await Browser.OpenAsync("mazur");
        using var folder = new TemporaryFolder();
        string path = new Uri(browser.Page.Url).PathAndQuery;
        await File.WriteAllTextAsync(folder.At("page.html"), await browser.Studio.GetAsync($"{path}/page.html"));
        // What the first page still wanted is not what is looked at here.
        await browser.Page.GotoAsync("about:blank");
        browser.Complaints.Clear();
        await browser.Page.Context.SetOfflineAsync(true);
        await browser.Page.GotoAsync("file://" + folder.At("page.html"));
        await Expect(browser.Page.Locator("#card-text")).ToContainTextAsync("= 0.000438568");
        await browser.Page.Locator("#row-range").FocusAsync();
        await browser.Page.Keyboard.PressAsync("End");
        await browser.SaysAsync("all operations are done");
        await Expect(browser.Page.Locator("#picture")).ToContainTextAsync("0.298");
        await browser.PictureAsync("offline");
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task TheSheetIsTwoPagesAndItsKeyToo()
    {
        await using Browser browser = await Browser.OpenAsync("mazur");
        await browser.Page.GotoAsync($"{browser.Studio.Address}{new Uri(browser.Page.Url).PathAndQuery}/print");
        byte[] pdf = await browser.Page.PdfAsync(new() { PreferCSSPageSize = true });
        int pages = Regex.Count(System.Text.Encoding.Latin1.GetString(pdf), "/Type\\s*/Page[^s]");
        Assert.InRange(pages, 2, 4);
        await browser.PictureAsync("print", wholePage: true);
    }

    [Fact]
    public async Task WithoutScriptsThereIsASentenceAndTheCard()
    {
        await using Browser browser = await Browser.OpenAsync("mazur", new() { JavaScriptEnabled = false });
        await Expect(browser.Page.Locator("noscript .notice")).ToContainTextAsync("This browser runs no scripts");
        await Expect(browser.Page.Locator("#card-text")).ToContainTextAsync("= 0.000438568");
        await browser.Page.Locator("#operation-next").ClickAsync();
        await Expect(browser.Page.Locator("#status")).ToContainTextAsync("operation 1 of");
    }

    [Fact]
    public async Task ALinkWithAnUnrecordedStepTrainsUpToIt()
    {
        await using Browser browser = await Browser.OpenAsync("xor");
        string link = await browser.Studio.GetAsync($"{new Uri(browser.Page.Url).PathAndQuery}/link?step=30&row=all");
        await using Browser other = await Browser.OpenAsync("seed-regression");
        await other.Page.GotoAsync(other.Studio.Address + new Uri(link).PathAndQuery);
        await other.SaysAsync("Step 30");
        Assert.Empty(other.Complaints);
    }

    [Fact]
    public async Task TwoTabsDoNotSeeEachOther()
    {
        await using Browser browser = await Browser.OpenAsync("seed-regression");
        IPage second = await browser.Page.Context.NewPageAsync();
        await second.GotoAsync(browser.Page.Url);
        await Browser.EditAsync(second, "0.5");
        await second.Locator("#step-next").ClickAsync();
        await Expect(second.Locator("#status")).ToContainTextAsync("Step 1");
        await browser.Page.ReloadAsync();
        await Expect(browser.Page.Locator("#learning-rate")).ToHaveValueAsync("0.001");
        await browser.SaysAsync("Step 0");
    }
}
