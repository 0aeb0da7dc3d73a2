namespace Backprop.Jupyter.Channels;

/// <summary>The sockets on which messages travel; the heartbeat echoes bytes and has no messages.</summary>
internal enum Channel
{
    /// <summary>Requests, one after the other.</summary>
    Shell,

    /// <summary>Requests that do not wait for a running cell.</summary>
    Control,

    /// <summary>What every client sees (iopub).</summary>
    Output,

    /// <summary>Questions to the user (stdin).</summary>
    Input,
}
