using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Backprop.Jupyter.Wire;

namespace Backprop.Apps.Tests.Jupyter;

/// <summary>Messages on the wire, against the protocol's own description (jupyter-client, "Messaging", the wire protocol).</summary>
public sealed class WireFormatTests
{
    private const string Key = "a0436f6c-1916-498b-8eb9-e81ab9368e84";

    [Fact]
    public void FramesStandInTheProtocolsOrder()
    {
        Message message = Message.Create("status", "me", new JsonObject { ["execution_state"] = "idle" }, identities: [[1, 2]]);
        IReadOnlyList<byte[]> frames = new WireFormat(Key).Write(message);
        Assert.Equal(7, frames.Count);
        Assert.Equal([1, 2], frames[0]);
        Assert.Equal("<IDS|MSG>", Encoding.UTF8.GetString(frames[1]));
        Assert.Equal("status", JsonNode.Parse(frames[3])!["msg_type"]!.GetValue<string>());
        Assert.Equal("{}", Encoding.UTF8.GetString(frames[4]));
        Assert.Equal("""{"execution_state":"idle"}""", Encoding.UTF8.GetString(frames[6]));

        // The witness: .NET's one-call HMAC over the four documents, one after the other.
        byte[] expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), frames.Skip(3).SelectMany(frame => frame).ToArray());
        Assert.Equal(Convert.ToHexStringLower(expected), Encoding.ASCII.GetString(frames[2]));
    }

    [Fact]
    public void WhatIsWrittenIsRead()
    {
        var content = new JsonObject { ["code"] = "\"ŷ = σ(z) 😀\" <b>&", ["n"] = 1.5 };
        Message written = Message.Create("execute_request", "me", content, Message.Create("parent", "me", []), [[7]]) with { Buffers = [[3, 1, 4]] };
        Message read = new WireFormat(Key).Read(new WireFormat(Key).Write(written));
        Assert.Equal("execute_request", read.Type);
        Assert.True(JsonNode.DeepEquals(written.Content, read.Content));
        Assert.True(JsonNode.DeepEquals(written.Parent, read.Parent));
        Assert.Equal([7], Assert.Single(read.Identities));
        Assert.Equal([3, 1, 4], Assert.Single(read.Buffers));
    }

    [Fact]
    public void AnotherKeyIsRefused()
    {
        IReadOnlyList<byte[]> frames = new WireFormat("another").Write(Message.Create("x", "me", []));
        Assert.Contains("signature", Assert.Throws<WireException>(() => new WireFormat(Key).Read(frames)).Message);
    }

    [Fact]
    public void AChangedLetterIsRefused()
    {
        byte[][] frames = [.. new WireFormat(Key).Write(Message.Create("x", "me", new JsonObject { ["a"] = 1 }))];
        frames[^1][^2]++;
        Assert.Throws<WireException>(() => new WireFormat(Key).Read(frames));
    }

    [Fact]
    public void AMessageThatIsSentAgainIsRefused()
    {
        var format = new WireFormat(Key);
        IReadOnlyList<byte[]> frames = format.Write(Message.Create("x", "me", []));
        format.Read(frames);
        Assert.Contains("before", Assert.Throws<WireException>(() => format.Read(frames)).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    public void FewerFramesAreRefused(int count)
    {
        IReadOnlyList<byte[]> frames = new WireFormat(Key).Write(Message.Create("x", "me", []));
        Assert.Throws<WireException>(() => new WireFormat(Key).Read([.. frames.Take(count)]));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("")]
    public void ASignedPartThatIsNoObjectIsRefused(string part)
    {
        byte[][] parts = [Encoding.UTF8.GetBytes("{}"), Encoding.UTF8.GetBytes("{}"), Encoding.UTF8.GetBytes("{}"), Encoding.UTF8.GetBytes(part)];
        string signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), parts.SelectMany(bytes => bytes).ToArray()));
        Assert.Throws<WireException>(() => new WireFormat(Key).Read([Encoding.UTF8.GetBytes("<IDS|MSG>"), Encoding.ASCII.GetBytes(signature), .. parts]));
    }
}
