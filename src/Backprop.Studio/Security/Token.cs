using System.Security.Cryptography;
using System.Text;

namespace Backprop.Studio.Security;

/// <summary>A random word that only the first link has, in memory for one start of the program; the browser gets it as a cookie that no script can read and no other site sends.</summary>
internal sealed class Token
{
    private const int Bytes = 32;
    private readonly byte[] _value;

    public Token()
    {
        Text = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
        _value = Encoding.ASCII.GetBytes(Text);
    }

    public string Text { get; }

    /// <summary>Whether a text is the word; how long that takes does not depend on where they differ.</summary>
    public bool Is(string? given) => given is not null && given.Length == _value.Length && CryptographicOperations.FixedTimeEquals(_value, Encoding.UTF8.GetBytes(given));
}
