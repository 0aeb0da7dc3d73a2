using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Backprop.Jupyter.Cells;
using Backprop.Jupyter.Channels;
using Backprop.Jupyter.Requests;
using Backprop.Jupyter.Wire;

namespace Backprop.Jupyter;

/// <summary>The kernel: takes requests from the sockets, one thread for those that run cells and one for those that must not wait, and answers them.</summary>
internal sealed class KernelHost : IDisposable
{
    private const int CellStack = 64 * 1024 * 1024;

    private static readonly TimeSpan s_lastAnswer = TimeSpan.FromSeconds(5);

    private readonly string _session = Guid.NewGuid().ToString("N");
    private readonly BlockingCollection<(Message Request, long Received)> _shell = [];
    private readonly BlockingCollection<(Message Request, long Received)> _control = [];
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, IRequest> _requests;
    private readonly ExecuteRequest _execute;
    private readonly OutputChannel _output;
    private readonly InputChannel _input;
    private readonly Sockets _sockets;
    private readonly TextWriter _log;
    private readonly Thread _controlThread;
    private long _abortedUntil;

    /// <summary>Opens the sockets and begins to answer.</summary>
    /// <param name="connection">Where, and with which key.</param>
    /// <param name="log">Told what was dropped and what failed.</param>
    /// <exception cref="ConnectionException">A port is in use.</exception>
    public KernelHost(ConnectionFile connection, TextWriter log)
    {
        _log = log;
        _sockets = new Sockets(connection, _session, Receive, log);
        _output = new OutputChannel(message => _sockets.Send(Channel.Output, message), _session);
        _input = new InputChannel(message => _sockets.Send(Channel.Input, message), _output, _session);
        (Notebook.Output, Notebook.Input) = (_output, _input);
        var session = new CellSession();
        var history = new CellHistory();
        _execute = new ExecuteRequest(session, history, _output, _input);
        IRequest[] requests =
        [
            _execute, new KernelInfoRequest(), new IsCompleteRequest(), new CompleteRequest(session), new InspectRequest(session), new HistoryRequest(history),
            new CommInfoRequest(), new CommOpenRequest(_output), new CommMessage("comm_msg"), new CommMessage("comm_close"),
            new InterruptRequest(Interrupt), new ShutdownRequest(_output, Stop),
        ];
        _requests = requests.ToDictionary(request => request.Type);
        Console.SetOut(TextWriter.Synchronized(new StreamText(_output, "stdout")));
        Console.SetError(TextWriter.Synchronized(new StreamText(_output, "stderr")));
        Console.SetIn(_input);
        _output.Status("starting", null);
        new Thread(() => Work(_shell, Channel.Shell), CellStack) { IsBackground = true, Name = "cells" }.Start();
        _controlThread = new Thread(() => Work(_control, Channel.Control)) { IsBackground = true, Name = "control" };
        _controlThread.Start();
    }

    /// <summary>Ends when the kernel was asked to.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>Stops the running cell, as Ctrl+C or the notebook's button wants it.</summary>
    public void Interrupt() => _execute.Interrupt();

    /// <summary>Asks the kernel to end.</summary>
    public void Stop() => _stopped.TrySetResult();

    /// <inheritdoc/>
    public void Dispose()
    {
        _shell.CompleteAdding();
        _control.CompleteAdding();
        // Whoever asked for the end is still to be answered.
        _controlThread.Join(s_lastAnswer);
        _output.Dispose();
        _sockets.Dispose();
    }

    private void Receive(Channel channel, Message message)
    {
        if (channel == Channel.Input) _input.Receive(message);
        else (channel == Channel.Control ? _control : _shell).TryAdd((message, Stopwatch.GetTimestamp()));
    }

    private void Work(BlockingCollection<(Message Request, long Received)> queue, Channel channel)
    {
        foreach ((Message request, long received) in queue.GetConsumingEnumerable())
        {
            try
            {
                Answer(request, received, channel);
            }
            catch (Exception error)
            {
                _log.WriteLine($"The request {request.Type} failed: {error}");
                Reply(request, channel, new JsonObject { ["status"] = "error", ["ename"] = error.GetType().Name, ["evalue"] = error.Message, ["traceback"] = new JsonArray() });
                _output.Status("idle", request);
            }
        }
    }

    private void Answer(Message request, long received, Channel channel)
    {
        if (channel == Channel.Shell) _output.Request = request;
        _output.Status("busy", request);
        if (!_requests.TryGetValue(request.Type, out IRequest? known))
        {
            _log.WriteLine($"This kernel does not know the request {request.Type}.");
        }
        else if (ReferenceEquals(known, _execute) && received < _abortedUntil)
        {
            Reply(request, channel, new JsonObject { ["status"] = "aborted", ["execution_count"] = _execute.Count });
        }
        else if (known.Answer(request) is { } answer)
        {
            // Cells that were sent before this one failed are not run, unless it said otherwise.
            if (ReferenceEquals(known, _execute) && _execute.StopsOthers) _abortedUntil = Stopwatch.GetTimestamp();
            Reply(request, channel, answer);
        }

        _output.Status("idle", request);
    }

    private void Reply(Message request, Channel channel, JsonObject content)
    {
        if (!request.Type.EndsWith("_request", StringComparison.Ordinal)) return;
        _sockets.Send(channel, Message.Create(request.Type[..^"request".Length] + "reply", _session, content, request, request.Identities));
    }
}
