using System.Globalization;
using Backprop.Jupyter.Wire;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Jupyter;

/// <summary>Cells that would run for ever are stopped, and the kernel ends when it is asked to.</summary>
public sealed class KernelStopTests
{
    private const string Training = """
        var model = new Sequential(dtype: DType.Float64) { new Dense(1, inputDim: 1) };
        model.Compile(new Sgd(0.01), new MeanSquaredError());
        double[,] x = { { 1 }, { 2 } };
        double before = model.Evaluate(x, x)["loss"];
        """;

    [Theory]
    [InlineData("Console.WriteLine(\"begun\"); while (true) { }")]
    [InlineData("Console.WriteLine(\"begun\"); Thread.Sleep(-1);")]
    [InlineData("await Task.Delay(1); Console.WriteLine(\"begun\"); while (true) { }")]
    [InlineData("model.Fit(x, x, epochs: int.MaxValue, callbacks: [new LambdaCallback(onEpochEnd: (epoch, _) => Console.Write(epoch == 3 ? \"begun\" : \"\"))]);")]
    public void AnInterruptEndsTheCellAndKeepsTheState(string endless)
    {
        using var kernel = new KernelProcess();
        kernel.Execute(Training).MustSucceed();
        Message request = kernel.SendCell(endless);
        WaitUntilBegun(kernel);
        kernel.Send("interrupt_request", onControl: true);
        Assert.Equal("ok", kernel.TakeReply(fromControl: true).Content["status"]!.ToString());
        Assert.Equal("Interrupted", kernel.Collect(request, kernel.TakeReply()).Reply.Content["ename"]!.ToString());
        Exchange after = kernel.Execute("model.Evaluate(x, x)[\"loss\"] <= before").MustSucceed();
        Assert.Equal("true", after.Text);
    }

    [Fact]
    public void ASignalInterrupts()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("A signal is sent with kill.");
        using var kernel = new KernelProcess();
        Message request = kernel.SendCell("Console.WriteLine(\"begun\"); while (true) { }");
        WaitUntilBegun(kernel);
        Shell.Run("kill", ["-INT", kernel.Process.Id.ToString(CultureInfo.InvariantCulture)]).MustExitWith();
        Assert.Equal("Interrupted", kernel.Collect(request, kernel.TakeReply()).Reply.Content["ename"]!.ToString());
        Assert.Equal("2", kernel.Execute("1 + 1").Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AShutdownIsAnsweredAndEndsTheProcessAlsoWhileACellRuns(bool isRestart)
    {
        using var kernel = new KernelProcess();
        if (isRestart)
        {
            kernel.SendCell("Console.WriteLine(\"begun\"); while (true) { }");
            WaitUntilBegun(kernel);
        }

        kernel.Send("shutdown_request", new() { ["restart"] = isRestart }, onControl: true);
        Message reply = kernel.TakeReply(fromControl: true);
        Assert.Equal("shutdown_reply", reply.Type);
        Assert.Equal(isRestart, reply.Content["restart"]!.GetValue<bool>());
        Assert.True(kernel.Process.WaitForExit(TimeSpan.FromSeconds(30)));
        Assert.Equal(0, kernel.Process.ExitCode);
    }

    [Fact]
    public void AConnectionFileThatCannotBeUsedIsSaidInOneSentence()
    {
        using var folder = new TemporaryFolder();
        ShellResult result = Shell.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "Backprop.Jupyter.dll"), folder.Write("connection.json", "{}")]);
        Assert.Equal("", result.MustExitWith(2));
        Assert.Single(result.Errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public void APortInUseIsSaidInOneSentence()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        int port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        using var folder = new TemporaryFolder();
        string file = folder.Write("connection.json", $$"""{"key": "k", "shell_port": {{port}}, "control_port": {{port}}, "iopub_port": {{port}}, "stdin_port": {{port}}, "hb_port": {{port}}}""");
        ShellResult result = Shell.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "Backprop.Jupyter.dll"), file]);
        Assert.Equal("", result.MustExitWith(2));
        Assert.Contains($":{port} cannot be used", result.Errors);
        Assert.Single(result.Errors.TrimEnd().Split('\n'));
    }

    private static void WaitUntilBegun(KernelProcess kernel)
    {
        Message message;
        do message = kernel.TakeOutput();
        while (message.Type != "stream" || !message.Content["text"]!.ToString().Contains("begun", StringComparison.Ordinal));
    }
}
