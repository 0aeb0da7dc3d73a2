using Microsoft.Win32.SafeHandles;

namespace Backprop.Formats;

/// <summary>The members of a .keras file.</summary>
internal sealed class ZipModelArchive : ModelArchive
{
    private readonly SafeFileHandle? _handle;
    private readonly ByteSource _file;
    private readonly Dictionary<string, ZipMember> _entries = new(StringComparer.Ordinal);
    private readonly List<string> _members = [];
    private readonly List<string> _ignored = [];

    internal ZipModelArchive(ByteSource file, string name, SafeFileHandle? handle = null)
        : base(name)
    {
        _file = file;
        _handle = handle;
        foreach (ZipMember entry in ZipDirectory.Read(file, name))
        {
            if (entry.Name.EndsWith('/')) continue; // a folder
            _entries.Add(entry.Name, entry);
            (IsKnown(entry.Name) ? _members : _ignored).Add(entry.Name);
        }
    }

    public override IReadOnlyList<string> Members => _members;

    public override IReadOnlyList<string> Ignored => _ignored;

    public static ZipModelArchive OpenFile(string path)
    {
        SafeFileHandle handle = File.OpenHandle(path);
        try
        {
            return new ZipModelArchive(new FileSource(handle, 0, RandomAccess.GetLength(handle)), Path.GetFileName(path), handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public override void Dispose() => _handle?.Dispose();

    internal override ByteSource Source(string member, long mostBytes)
    {
        if (!_members.Contains(member)) throw Missing(member);
        return ZipContent.Open(_file, _entries[member], Name, mostBytes);
    }
}
