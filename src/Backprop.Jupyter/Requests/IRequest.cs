using System.Text.Json.Nodes;
using Backprop.Jupyter.Wire;

namespace Backprop.Jupyter.Requests;

/// <summary>One kind of request: a file that reads it and answers.</summary>
internal interface IRequest
{
    /// <summary>The request's type; the answer's ends in <c>_reply</c> instead of <c>_request</c>.</summary>
    string Type { get; }

    /// <summary>Answers; null when this kind of message has no answer.</summary>
    JsonObject? Answer(Message request);
}
