using Backprop.Jupyter.Wire;

namespace Backprop.Apps.Tests.Jupyter;

public sealed class ConnectionFileTests
{
    private const string Good = """{"shell_port": 1001, "control_port": 1002, "iopub_port": 1003, "stdin_port": 1004, "hb_port": 1005, "ip": "127.0.0.1", "key": "k", "transport": "tcp", "signature_scheme": "hmac-sha256"}""";

    [Fact]
    public void TheFileOfTheDocumentationIsRead()
    {
        ConnectionFile file = ConnectionFile.Parse(Good);
        Assert.Equal(("127.0.0.1", "k", 1001, 1002, 1003, 1004, 1005), (file.Ip, file.Key, file.Shell, file.Control, file.Output, file.Input, file.Heartbeat));
        Assert.Equal("tcp://127.0.0.1:1001", file.Address(file.Shell));
    }

    [Theory]
    [InlineData("\"127.0.0.1\"", "\"0.0.0.0\"", "only on this machine")]
    [InlineData("\"127.0.0.1\"", "\"192.168.1.7\"", "only on this machine")]
    [InlineData("\"127.0.0.1\"", "\"*\"", "only on this machine")]
    [InlineData("\"k\"", "\"\"", "no key")]
    [InlineData("\"tcp\"", "\"ipc\"", "ipc")]
    [InlineData("hmac-sha256", "hmac-md5", "hmac-md5")]
    [InlineData("1001", "70000", "shell_port")]
    [InlineData("1001", "\"a\"", "no JSON document of ports")]
    [InlineData("\"hb_port\": 1005, ", "", "hb_port")]
    [InlineData("{\"", "\"", "no JSON")]
    public void WhatCannotBeUsedIsSaidInOneSentence(string part, string instead, string expected)
    {
        string message = Assert.Throws<ConnectionException>(() => ConnectionFile.Parse(Good.Replace(part, instead, StringComparison.Ordinal))).Message;
        Assert.Contains(expected, message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void AFileThatIsNotThereIsSaid() => Assert.Contains("cannot be read", Assert.Throws<ConnectionException>(() => ConnectionFile.Read("no-such-file.json")).Message);

    [Fact]
    public void AnAddressOfVersionSixStandsInBrackets() => Assert.Equal("tcp://[::1]:1001", (ConnectionFile.Parse(Good) with { Ip = "::1" }).Address(1001));
}
