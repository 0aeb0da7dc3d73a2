using System.Text;
using System.Text.Json.Nodes;
using Backprop.Jupyter.Wire;

namespace Backprop.Jupyter.Channels;

/// <summary>
/// Everything that clients see: streams, displays, results, errors, and whether the kernel is busy, each with the request that caused it.
/// Text written to the streams is gathered for some hundredths of a second, so that a loop of small writes is not a message each.
/// </summary>
/// <param name="send">Publishes a message.</param>
/// <param name="session">The kernel's own session.</param>
internal sealed class OutputChannel(Action<Message> send, string session) : IDisposable
{
    private const int MostGathered = 64 * 1024;
    private static readonly TimeSpan s_gather = TimeSpan.FromMilliseconds(25);

    private readonly object _gate = new();
    private readonly StringBuilder _text = new();
    private Timer? _timer;
    private string _stream = "";
    private bool _isTicking;

    /// <summary>The request that is being worked on.</summary>
    public Message? Request { get; set; }

    /// <summary>Whether what a cell shows is kept from the clients (a silent request).</summary>
    public bool IsSilent { get; set; }

    /// <summary>Writes to stdout or stderr.</summary>
    public void Write(string stream, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return;
        lock (_gate)
        {
            if (_stream != stream) SendText();
            _stream = stream;
            _text.Append(text);
            if (_text.Length >= MostGathered)
            {
                SendText();
            }
            else if (!_isTicking)
            {
                _isTicking = true;
                _timer ??= new Timer(_ => Flush());
                _timer.Change(s_gather, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Sends the text that was gathered.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            _isTicking = false;
            SendText();
        }
    }

    /// <summary>Publishes something that a cell shows, after all that was written before it.</summary>
    public void Show(string type, JsonObject content)
    {
        lock (_gate)
        {
            SendText();
            if (!IsSilent) Publish(type, content, Request);
        }
    }

    /// <summary>Clears what the cell has shown: at once, or (without flicker) when the next thing is shown.</summary>
    public void Clear(bool wait)
    {
        lock (_gate)
        {
            SendText();
            if (!IsSilent) Publish("clear_output", new JsonObject { ["wait"] = wait }, Request);
        }
    }

    /// <summary>Says whether the kernel is busy with a request, or idle again.</summary>
    public void Status(string state, Message? request)
    {
        Flush();
        Publish("status", new JsonObject { ["execution_state"] = state }, request);
    }

    /// <summary>Publishes what is no output of a cell, for example the code that runs.</summary>
    public void Publish(string type, JsonObject content, Message? request) =>
        send(Message.Create(type, session, content, request, [Encoding.UTF8.GetBytes($"kernel.{session}.{type}")]));

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush();
        _timer?.Dispose();
    }

    private void SendText()
    {
        if (_text.Length == 0) return;
        string text = _text.ToString();
        _text.Clear();
        if (!IsSilent) Publish("stream", new JsonObject { ["name"] = _stream, ["text"] = text }, Request);
    }
}
