using System.Text;
using System.Text.Json.Nodes;
using Backprop.Jupyter.Wire;
using NetMQ;
using NetMQ.Sockets;

namespace Backprop.Jupyter.Channels;

/// <summary>The five sockets. They belong to one thread, which only receives and sends; whoever wants to send puts frames into its queue.</summary>
internal sealed class Sockets : IDisposable
{
    private const long MostMessageBytes = 256 * 1024 * 1024;
    private static readonly TimeSpan s_linger = TimeSpan.FromSeconds(1);

    private readonly WireFormat _format;
    private readonly string _session;
    private readonly TextWriter _log;
    private readonly Dictionary<Channel, NetMQSocket> _sockets;
    private readonly ResponseSocket _heartbeat = new();
    private readonly NetMQQueue<(Channel Channel, IReadOnlyList<byte[]>? Frames)> _outbox = new();
    private readonly NetMQPoller _poller;

    /// <summary>Binds the sockets.</summary>
    /// <param name="connection">The ports and the key.</param>
    /// <param name="session">The kernel's own session.</param>
    /// <param name="received">Told each message, on the sockets' thread: it must not wait.</param>
    /// <param name="log">Told what was dropped and why.</param>
    /// <exception cref="ConnectionException">A port is in use.</exception>
    public Sockets(ConnectionFile connection, string session, Action<Channel, Message> received, TextWriter log)
    {
        (_format, _session, _log) = (new WireFormat(connection.Key), session, log);
        _sockets = new() { [Channel.Shell] = new RouterSocket(), [Channel.Control] = new RouterSocket(), [Channel.Output] = new XPublisherSocket(), [Channel.Input] = new RouterSocket() };
        foreach (NetMQSocket socket in _sockets.Values.Append(_heartbeat))
        {
            socket.Options.Linger = s_linger;
            socket.Options.MaxMsgSize = MostMessageBytes;
            // No message is ever dropped for a slow client; how much a cell can pile up is bounded where streams are gathered.
            socket.Options.SendHighWatermark = 0;
            socket.Options.ReceiveHighWatermark = 0;
        }

        _sockets[Channel.Output].Options.XPubVerbose = true;
        Bind(_sockets[Channel.Shell], connection.Address(connection.Shell));
        Bind(_sockets[Channel.Control], connection.Address(connection.Control));
        Bind(_sockets[Channel.Output], connection.Address(connection.Output));
        Bind(_sockets[Channel.Input], connection.Address(connection.Input));
        Bind(_heartbeat, connection.Address(connection.Heartbeat));
        foreach (Channel channel in (Channel[])[Channel.Shell, Channel.Control, Channel.Input]) _sockets[channel].ReceiveReady += (_, e) => Receive(channel, e.Socket, received);
        _sockets[Channel.Output].ReceiveReady += (_, e) => Welcome(e.Socket);
        _heartbeat.ReceiveReady += (_, e) => e.Socket.SendMultipartBytes(e.Socket.ReceiveMultipartBytes());
        _outbox.ReceiveReady += (_, _) => SendAll();
        _poller = [.. _sockets.Values, _heartbeat, _outbox];
        _poller.RunAsync("sockets");
    }

    /// <summary>Sends a message; any thread may.</summary>
    public void Send(Channel channel, Message message) => _outbox.Enqueue((channel, _format.Write(message)));

    /// <summary>Sends what is waiting, then closes.</summary>
    public void Dispose()
    {
        _outbox.Enqueue((default, null));
        SpinWait.SpinUntil(() => !_poller.IsRunning, s_linger);
        _poller.Dispose();
        foreach (NetMQSocket socket in _sockets.Values) socket.Dispose();
        _heartbeat.Dispose();
        _outbox.Dispose();
        NetMQConfig.Cleanup(block: true);
    }

    private static void Bind(NetMQSocket socket, string address)
    {
        try
        {
            socket.Bind(address);
        }
        catch (NetMQException error)
        {
            throw new ConnectionException($"The address {address} cannot be used: {error.Message.TrimEnd('.')}. Is another kernel running with this connection file?");
        }
    }

    private void Receive(Channel channel, NetMQSocket socket, Action<Channel, Message> received)
    {
        List<byte[]> frames = socket.ReceiveMultipartBytes();
        try
        {
            received(channel, _format.Read(frames));
        }
        catch (WireException error)
        {
            _log.WriteLine($"A message on the channel {channel} was dropped. {error.Message}");
        }
    }

    // A frame of 1 and a topic is a new subscriber, who is told (protocol 5.4) that from now on nothing will be missed.
    private void Welcome(NetMQSocket socket)
    {
        byte[] frame = socket.ReceiveMultipartBytes()[0];
        if (frame.Length == 0 || frame[0] != 1) return;
        string topic = Encoding.UTF8.GetString(frame.AsSpan(1));
        var welcome = Message.Create("iopub_welcome", _session, new JsonObject { ["subscription"] = topic }, identities: [frame[1..]]);
        Write(socket, _format.Write(welcome));
    }

    private void SendAll()
    {
        while (_outbox.TryDequeue(out (Channel Channel, IReadOnlyList<byte[]>? Frames) next, TimeSpan.Zero))
        {
            if (next.Frames is null)
            {
                _poller.StopAsync();
                return;
            }

            Write(_sockets[next.Channel], next.Frames);
        }
    }

    private static void Write(NetMQSocket socket, IReadOnlyList<byte[]> frames) => socket.SendMultipartBytes(frames);
}
