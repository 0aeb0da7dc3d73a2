using Backprop.Studio.Pages;
using Microsoft.AspNetCore.Components;

namespace Backprop.Studio.Views;

/// <summary>A view: it draws the scene, and nothing else.</summary>
public abstract class ViewBase : ComponentBase
{
    /// <summary>The scene.</summary>
    [Parameter, EditorRequired] public required object Scene { get; set; }

    private protected Scene S => (Scene)Scene;
}
