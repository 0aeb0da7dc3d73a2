using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Backprop.Jupyter.Wire;

namespace Backprop.Jupyter.Channels;

/// <summary>Asks the user of the running cell for a line: what <c>Console.ReadLine()</c> reads.</summary>
/// <param name="send">Sends a message on the channel of questions.</param>
/// <param name="output">Whose gathered text is shown before a question.</param>
/// <param name="session">The kernel's own session.</param>
internal sealed class InputChannel(Action<Message> send, OutputChannel output, string session) : TextReader
{
    private readonly BlockingCollection<string> _answers = [];
    private string _rest = "";

    /// <summary>Whether whoever sent the running cell can answer.</summary>
    public bool IsAllowed { get; set; }

    /// <summary>Takes an answer.</summary>
    public void Receive(Message message)
    {
        if (message.Type == "input_reply") _answers.Add(message.Content["value"]?.ToString() ?? "");
    }

    /// <summary>Asks, and waits for the answer.</summary>
    /// <param name="prompt">The question.</param>
    /// <param name="isSecret">Whether the answer is hidden while it is typed.</param>
    public string Ask(string prompt, bool isSecret)
    {
        if (!IsAllowed || output.Request is not { } request) throw new InvalidOperationException("Nobody can answer here: the program that runs this notebook does not allow questions.");
        while (_answers.TryTake(out _))
        {
            // An answer to a question of an interrupted cell.
        }

        output.Flush();
        send(Message.Create("input_request", session, new JsonObject { ["prompt"] = prompt, ["password"] = isSecret }, request, request.Identities));
        return _answers.Take();
    }

    /// <inheritdoc/>
    public override string ReadLine()
    {
        if (_rest.Length == 0) return Ask("", isSecret: false);
        string line = _rest.TrimEnd('\n');
        _rest = "";
        return line;
    }

    /// <inheritdoc/>
    public override int Read()
    {
        if (_rest.Length == 0) _rest = Ask("", isSecret: false) + "\n";
        char next = _rest[0];
        _rest = _rest[1..];
        return next;
    }

    /// <inheritdoc/>
    public override int Peek() => _rest.Length == 0 ? -1 : _rest[0];
}
