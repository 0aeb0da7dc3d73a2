using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Backprop.Jupyter.Wire;
using Backprop.Testing;
using NetMQ;
using NetMQ.Sockets;

namespace Backprop.Apps.Tests.Jupyter;

/// <summary>The kernel as Jupyter starts it: a process of its own, spoken to through its sockets.</summary>
public sealed class KernelProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;
    private readonly WireFormat _format;
    private readonly DealerSocket _shell = new(), _control = new(), _input = new();
    private readonly SubscriberSocket _output = new();
    private readonly ConnectionFile _connection;

    public KernelProcess()
        : this(null)
    {
    }

    /// <param name="folder">Where it runs; an empty folder of its own when null.</param>
    internal KernelProcess(string? folder)
    {
        int[] ports = FreePorts(5);
        _connection = new ConnectionFile("127.0.0.1", Guid.NewGuid().ToString("N"), ports[0], ports[1], ports[2], ports[3], ports[4]);
        string file = _folder.Write("connection.json", new JsonObject
        {
            ["ip"] = _connection.Ip, ["transport"] = "tcp", ["key"] = _connection.Key, ["signature_scheme"] = "hmac-sha256",
            ["shell_port"] = ports[0], ["control_port"] = ports[1], ["iopub_port"] = ports[2], ["stdin_port"] = ports[3], ["hb_port"] = ports[4],
        }.ToJsonString());
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        var start = new ProcessStartInfo(command[0], [.. command[1..], Path.Combine(AppContext.BaseDirectory, "Backprop.Jupyter.dll"), file]) { RedirectStandardError = true, WorkingDirectory = folder ?? _folder.Path };
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (Log) Log.Add(line.Data ?? "");
        };
        _process.BeginErrorReadLine();
        _format = new WireFormat(_connection.Key);
        // All channels have the same identity, as jupyter_client's do.
        foreach (DealerSocket socket in (DealerSocket[])[_shell, _control, _input]) socket.Options.Identity = [7, 7];
        _shell.Connect(_connection.Address(_connection.Shell));
        _control.Connect(_connection.Address(_connection.Control));
        _input.Connect(_connection.Address(_connection.Input));
        _output.Connect(_connection.Address(_connection.Output));
        _output.SubscribeToAnyTopic();
        // What was published while the subscription was on its way may come first.
        do Welcome = Take(_output);
        while (Welcome.Type != "iopub_welcome");
    }

    /// <summary>What the channel of outputs says to a new subscriber.</summary>
    internal Message Welcome { get; }

    /// <summary>What the kernel has written on standard error.</summary>
    internal List<string> Log { get; } = [];

    internal Process Process => _process;

    /// <summary>Sends a request and waits for its answer and for the kernel to be idle.</summary>
    internal Exchange Ask(string type, JsonObject? content = null, bool onControl = false)
    {
        Message request = Send(type, content, onControl);
        return Collect(request, Take(onControl ? _control : _shell));
    }

    internal Exchange Execute(string code, JsonObject? more = null)
    {
        Message request = SendCell(code, more);
        return Collect(request, Take(_shell));
    }

    internal Message SendCell(string code, JsonObject? more = null)
    {
        var content = new JsonObject { ["code"] = code, ["silent"] = false, ["store_history"] = true, ["user_expressions"] = new JsonObject(), ["allow_stdin"] = false, ["stop_on_error"] = true };
        foreach ((string name, JsonNode? value) in more ?? []) content[name] = value?.DeepClone();
        return Send("execute_request", content);
    }

    internal Message Send(string type, JsonObject? content = null, bool onControl = false)
    {
        Message request = Message.Create(type, "client", content ?? []);
        SendFrames(_format.Write(request), onControl);
        return request;
    }

    internal void SendFrames(IReadOnlyList<byte[]> frames, bool onControl = false) => (onControl ? _control : _shell).SendMultipartBytes(frames);

    internal Message TakeReply(bool fromControl = false) => Take(fromControl ? _control : _shell);

    internal Message TakeOutput() => Take(_output);

    internal Message TakeQuestion() => Take(_input);

    internal void Answer(string value, Message question) => _input.SendMultipartBytes(_format.Write(Message.Create("input_reply", "client", new JsonObject { ["value"] = value }, question)));

    /// <summary>Everything published for a request, until the kernel is idle again.</summary>
    internal Exchange Collect(Message request, Message reply)
    {
        var published = new List<Message>();
        while (true)
        {
            Message message = Take(_output);
            if (message.Parent["msg_id"]?.ToString() != request.Header["msg_id"]?.ToString()) continue;
            published.Add(message);
            if (message.Type == "status" && message.Content["execution_state"]?.ToString() == "idle") return new Exchange(reply, published);
        }
    }

    internal byte[] Beat(byte[] bytes)
    {
        using var heart = new RequestSocket();
        heart.Connect(_connection.Address(_connection.Heartbeat));
        heart.SendFrame(bytes);
        return heart.TryReceiveFrameBytes(s_patience, out byte[]? echo) ? echo! : [];
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
        foreach (NetMQSocket socket in (NetMQSocket[])[_shell, _control, _input, _output]) socket.Dispose();
        _folder.Dispose();
    }

    private Message Take(NetMQSocket socket)
    {
        List<byte[]> frames = [];
        if (!socket.TryReceiveMultipartBytes(s_patience, ref frames!)) throw new TimeoutException($"The kernel did not answer. It said: {string.Join('\n', Log)}");
        return _format.Read(frames);
    }

    private static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners) listener.Start();
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners) listener.Stop();
        return ports;
    }
}

/// <summary>A request's answer, and what was published for it.</summary>
/// <param name="Reply">The answer.</param>
/// <param name="Published">Statuses and outputs, in order.</param>
internal sealed record Exchange(Message Reply, IReadOnlyList<Message> Published)
{
    public string Status => Reply.Content["status"]!.ToString();

    /// <summary>What was written to stdout or stderr.</summary>
    public string Stream(string name) => string.Concat(Published.Where(message => message.Type == "stream" && message.Content["name"]!.ToString() == name).Select(message => message.Content["text"]!.ToString()));

    /// <summary>The forms of the cell's value, or of what it displayed.</summary>
    public JsonObject Data(string type = "execute_result") => Published.Single(message => message.Type == type).Content["data"]!.AsObject();

    public string Text => Data()["text/plain"]!.ToString();

    public string Traceback => string.Join('\n', Reply.Content["traceback"]!.AsArray().Select(line => line!.ToString()));

    public Exchange MustSucceed()
    {
        Assert.True(Status == "ok", Status == "error" ? Traceback : Status);
        return this;
    }
}
