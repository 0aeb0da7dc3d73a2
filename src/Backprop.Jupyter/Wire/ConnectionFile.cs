using System.Net;
using System.Text.Json;

namespace Backprop.Jupyter.Wire;

/// <summary>
/// What Jupyter tells a kernel that it starts: the ports, and the key with which every message is signed. The file is read once;
/// only addresses of this machine are taken, and a key must be given.
/// </summary>
/// <param name="Ip">A loopback address.</param>
/// <param name="Key">The secret of the signatures.</param>
/// <param name="Shell">The port of requests.</param>
/// <param name="Control">The port of requests that must not wait: interrupt, shutdown.</param>
/// <param name="Output">The port (iopub) of everything that all clients see.</param>
/// <param name="Input">The port (stdin) on which the user is asked.</param>
/// <param name="Heartbeat">The port that echoes.</param>
internal sealed record ConnectionFile(string Ip, string Key, int Shell, int Control, int Output, int Input, int Heartbeat)
{
    // Such a file has some three hundred bytes.
    private const int MostBytes = 64 * 1024;

    /// <summary>Reads the file.</summary>
    /// <exception cref="ConnectionException">It cannot be used; the message says why.</exception>
    public static ConnectionFile Read(string path)
    {
        string text;
        try
        {
            var file = new FileInfo(path);
            if (file.Exists && file.Length > MostBytes) throw new ConnectionException($"{path} is too large for a connection file: it has {file.Length} bytes.");
            text = File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConnectionException($"The connection file {path} cannot be read: {error.Message}");
        }

        return Parse(text);
    }

    /// <summary>Reads the text of such a file.</summary>
    public static ConnectionFile Parse(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            string transport = Text(root, "transport", "tcp"), ip = Text(root, "ip", "127.0.0.1"), scheme = Text(root, "signature_scheme", "hmac-sha256"), key = Text(root, "key", "");
            if (transport != "tcp") throw new ConnectionException($"The transport is {transport}; this kernel speaks tcp.");
            if (scheme != "hmac-sha256") throw new ConnectionException($"Messages are to be signed with {scheme}; this kernel signs with hmac-sha256.");
            if (key.Length == 0) throw new ConnectionException("The connection file has no key, so anybody on this machine could run code; this kernel wants one.");
            return new ConnectionFile(Loopback(ip), key, Port("shell_port"), Port("control_port"), Port("iopub_port"), Port("stdin_port"), Port("hb_port"));

            int Port(string name) => root.TryGetProperty(name, out JsonElement value) && value.TryGetInt32(out int port) && port is > 0 and <= ushort.MaxValue
                ? port
                : throw new ConnectionException($"The connection file has no port {name}.");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new ConnectionException($"The connection file is no JSON document of ports: {error.Message}");
        }
    }

    /// <summary>Where a socket of this port is bound.</summary>
    public string Address(int port) => Ip.Contains(':') ? $"tcp://[{Ip}]:{port}" : $"tcp://{Ip}:{port}";

    private static string Text(JsonElement root, string name, string missing) => root.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? missing : missing;

    private static string Loopback(string ip)
    {
        if (ip == "localhost") return "127.0.0.1";
        return IPAddress.TryParse(ip, out IPAddress? address) && IPAddress.IsLoopback(address)
            ? ip
            : throw new ConnectionException($"The address is {ip}; this kernel listens only on this machine's own, 127.0.0.1.");
    }
}
