using System.Text.Json.Nodes;
using Backprop.Jupyter.Wire;

namespace Backprop.Apps.Tests.Jupyter;

/// <summary>The kernel's answers, one process for all tests of this class.</summary>
public sealed class KernelTests(KernelProcess kernel) : IClassFixture<KernelProcess>
{
    [Fact]
    public void ASubscriberIsWelcomed() => Assert.Equal("iopub_welcome", kernel.Welcome.Type);

    [Fact]
    public void ItSaysWhatItIs()
    {
        JsonObject info = kernel.Ask("kernel_info_request").Reply.Content;
        Assert.Equal("5.4", info["protocol_version"]!.ToString());
        Assert.Equal("C#", info["language_info"]!["name"]!.ToString());
        Assert.Equal("ok", kernel.Ask("kernel_info_request", onControl: true).Status);
    }

    [Fact]
    public void TheHeartbeatEchoes() => Assert.Equal([1, 2, 3], kernel.Beat([1, 2, 3]));

    [Fact]
    public void CellsSeeWhatEarlierOnesDeclared()
    {
        kernel.Execute("int first = 20; int Twice(int n) => 2 * n; record Pair(int A, int B);").MustSucceed();
        Exchange second = kernel.Execute("await Task.Delay(1); Twice(first) + new Pair(1, 2).B").MustSucceed();
        Assert.Equal("42", second.Text);
        Assert.Equal(["status", "execute_input", "execute_result", "status"], second.Published.Select(message => message.Type));
    }

    [Fact]
    public void CountsGoUpUnlessNothingIsStored()
    {
        int Count(string code, JsonObject? more = null) => kernel.Execute(code, more).Reply.Content["execution_count"]!.GetValue<int>();
        int before = Count("1");
        Assert.Equal(before + 1, Count("1"));
        Assert.Equal(before + 1, Count("1", new() { ["store_history"] = false }));
        Assert.Equal(before + 1, Count("1", new() { ["silent"] = true }));
        Assert.Equal(before + 2, Count("1"));
    }

    [Fact]
    public void ASilentCellShowsNothingAndRuns()
    {
        Exchange silent = kernel.Execute("Console.WriteLine(\"shh\"); int quiet = 3; quiet", new() { ["silent"] = true }).MustSucceed();
        Assert.All(silent.Published, message => Assert.Equal("status", message.Type));
        Assert.Equal("3", kernel.Execute("quiet").Text);
    }

    [Fact]
    public void StreamsComeInOrderAndWhileTheCellRuns()
    {
        Message request = kernel.SendCell("""
            Console.WriteLine("one"); Console.Error.WriteLine("two"); Console.WriteLine("three");
            await Task.Delay(200);
            Console.WriteLine(Ask("How many?"));
            """, new() { ["allow_stdin"] = true });
        var streams = new List<string>();
        while (streams.Count < 3)
        {
            Message message = kernel.TakeOutput();
            if (message.Type == "stream") streams.Add(message.Content["name"] + message.Content["text"]!.ToString());
        }

        // The cell is still running: it waits for an answer.
        Assert.Equal(["stdoutone\n", "stderrtwo\n", "stdoutthree\n"], streams);
        Message question = kernel.TakeQuestion();
        Assert.Equal("How many?", question.Content["prompt"]!.ToString());
        kernel.Answer("seven", question);
        Assert.Equal("seven\n", kernel.Collect(request, kernel.TakeReply()).Stream("stdout"));
    }

    [Fact]
    public void AnErrorNamesTheLinesOfTheCellsAndNothingElse()
    {
        int number = kernel.Execute("int Divide(int a)\n{\n    return 1 / a;\n}").Reply.Content["execution_count"]!.GetValue<int>();
        Exchange failed = kernel.Execute("var zero = 0;\nDivide(zero)");
        Assert.Equal("DivideByZeroException", failed.Reply.Content["ename"]!.ToString());
        Assert.Equal($"DivideByZeroException: Attempted to divide by zero.\n  cell {number}, line 3, in Divide: return 1 / a;\n  line 2: Divide(zero)", failed.Traceback);
        Assert.Equal("0", kernel.Execute("zero").Text);
    }

    [Fact]
    public void WhatTheCompilerDoesNotUnderstandIsMarked()
    {
        Exchange failed = kernel.Execute("int good = 1;\n  int bad = unknown + 1;");
        Assert.Equal("CompilationError", failed.Reply.Content["ename"]!.ToString());
        Assert.Equal("Line 2: The name 'unknown' does not exist in the current context (CS0103)\n    int bad = unknown + 1;\n              ^^^^^^^", failed.Traceback);
    }

    [Fact]
    public void CellsBehindAFailedOneAreNotRun()
    {
        Message[] requests = [kernel.SendCell("await Task.Delay(300); throw new Exception(\"no\");"), kernel.SendCell("int behind = 1;"), kernel.SendCell("int behindThat = 1;")];
        string[] statuses = [.. requests.Select(_ => kernel.TakeReply().Content["status"]!.ToString())];
        Assert.Equal(["error", "aborted", "aborted"], statuses);
        Assert.Equal("ok", kernel.Execute("1").Status);
    }

    [Fact]
    public void AWrongSignatureIsDroppedAndLogged()
    {
        kernel.SendFrames(new WireFormat("another key").Write(Message.Create("execute_request", "stranger", new JsonObject { ["code"] = "int stolen = 1;" })));
        Assert.Equal("error", kernel.Execute("stolen").Status);
        lock (kernel.Log) Assert.Contains(kernel.Log, line => line.Contains("signature is wrong", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1 + 2", "complete")]
    [InlineData("for (int i = 0; i < 3; i++) {", "incomplete")]
    [InlineData(") + 1", "invalid")]
    [InlineData("#!time\n1", "complete")]
    public void ItTellsWhetherACellIsComplete(string code, string status) => Assert.Equal(status, kernel.Ask("is_complete_request", new() { ["code"] = code }).Status);

    [Fact]
    public void CompletionKnowsTypesSignaturesAndEarlierCells()
    {
        kernel.Execute("var completed = new Dense(3);").MustSucceed();
        JsonObject members = Complete("completed.Uni");
        Assert.Equal("Units", members["matches"]![0]!.ToString());
        Assert.Equal((10, 13), (members["cursor_start"]!.GetValue<int>(), members["cursor_end"]!.GetValue<int>()));
        JsonNode typed = members["metadata"]!["_jupyter_types_experimental"]![0]!;
        Assert.Equal("property", typed["type"]!.ToString());
        Assert.Contains("int", typed["signature"]!.ToString());
        Assert.Contains("completed", Complete("comple")["matches"]!.AsArray().Select(match => match!.ToString()));
        Assert.Contains("activation:", Complete("new Dense(3, activ")["matches"]!.AsArray().Select(match => match!.ToString()));

        // An emoji is one character of the protocol and two of .NET's.
        Assert.Equal(16, Complete("\"😀\"; completed.Uni")["cursor_start"]!.GetValue<int>() + 1);

        JsonObject Complete(string code) => kernel.Ask("complete_request", new() { ["code"] = code, ["cursor_pos"] = code.EnumerateRunes().Count() }).Reply.Content;
    }

    [Fact]
    public void InspectionShowsTheDocumentationAndAVariablesValue()
    {
        Assert.Contains("mean", Inspect("new MeanSquaredError", 8), StringComparison.OrdinalIgnoreCase);
        kernel.Execute("int inspected = 77;").MustSucceed();
        Assert.Contains("77", Inspect("inspected", 3));
        Assert.False(kernel.Ask("inspect_request", new() { ["code"] = "nothingOfThatName", ["cursor_pos"] = 3 }).Reply.Content["found"]!.GetValue<bool>());

        string Inspect(string code, int cursor) => kernel.Ask("inspect_request", new() { ["code"] = code, ["cursor_pos"] = cursor }).Reply.Content["data"]!["text/plain"]!.ToString();
    }

    [Fact]
    public void ACommThatNobodyKnowsIsClosed()
    {
        Assert.Empty(kernel.Ask("comm_info_request").Reply.Content["comms"]!.AsObject());
        kernel.Send("comm_open", new() { ["comm_id"] = "abc", ["target_name"] = "jupyter.widget", ["data"] = new JsonObject() });
        Message closed;
        do closed = kernel.TakeOutput();
        while (closed.Type != "comm_close");
        Assert.Equal("abc", closed.Content["comm_id"]!.ToString());
    }

    [Fact]
    public void ExpressionsAreEvaluatedAfterTheCell()
    {
        JsonObject reply = kernel.Execute("int counted = 5;", new() { ["user_expressions"] = new JsonObject { ["a"] = "counted + 1", ["b"] = "nowhere" } }).MustSucceed().Reply.Content;
        Assert.Equal("6", reply["user_expressions"]!["a"]!["data"]!["text/plain"]!.ToString());
        Assert.Equal("error", reply["user_expressions"]!["b"]!["status"]!.ToString());
    }

    [Fact]
    public void ACommandForTheKernelThatDoesNotExistIsSaid() => Assert.Contains("#!time", kernel.Execute("#!tiem\n1").Traceback);

    [Fact]
    public void TheTimeIsTold() => Assert.Matches(@"^The cell took \d+\.\d{3} s\.$", kernel.Execute("#!time\nint timed = 1;").MustSucceed().Stream("stdout").Trim());

    [Fact]
    public void ADisplayIsUpdatedInPlace()
    {
        Exchange shown = kernel.Execute("var place = Display(\"before\"); place.Update(Html(\"<b>after</b>\"));").MustSucceed();
        Message first = shown.Published.Single(message => message.Type == "display_data"), second = shown.Published.Single(message => message.Type == "update_display_data");
        Assert.Equal(first.Content["transient"]!["display_id"]!.ToString(), second.Content["transient"]!["display_id"]!.ToString());
        Assert.Equal("<b>after</b>", second.Content["data"]!["text/html"]!.ToString());
    }
}
