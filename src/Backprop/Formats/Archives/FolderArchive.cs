using Microsoft.Win32.SafeHandles;

namespace Backprop.Formats;

/// <summary>The members of a model in a folder. Links are refused: they could lead outside of it.</summary>
internal sealed class FolderArchive : ModelArchive
{
    private const int MostFiles = 10_000;

    private readonly string _folder;
    private readonly List<SafeFileHandle> _open = [];
    private readonly List<string> _members = [];
    private readonly List<string> _ignored = [];

    public FolderArchive(string folder)
        : base(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))))
    {
        _folder = folder;
        foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().Take(MostFiles))
        {
            if (entry.Name == Assets.TrimEnd('/') && entry is DirectoryInfo assets) AddAssets(assets, Assets, 0);
            else (IsKnown(entry.Name) ? _members : _ignored).Add(entry.Name);
        }

        _members.Sort(StringComparer.Ordinal);
        _ignored.Sort(StringComparer.Ordinal);
    }

    public override IReadOnlyList<string> Members => _members;

    public override IReadOnlyList<string> Ignored => _ignored;

    public override void Dispose()
    {
        foreach (SafeFileHandle handle in _open) handle.Dispose();
    }

    internal override ByteSource Source(string member, long mostBytes)
    {
        if (!_members.Contains(member)) throw Missing(member);
        var file = new FileInfo(Path.Combine(_folder, member));
        if (file.LinkTarget is not null) throw new ModelFormatException(Name, member, "it is a link to another place, which is not followed; put the file itself there.");
        if ((file.Attributes & (FileAttributes.Directory | FileAttributes.Device)) != 0) throw new ModelFormatException(Name, member, "it is not a plain file; save the model again.");
        SafeFileHandle handle = File.OpenHandle(file.FullName);
        _open.Add(handle);
        return new FileSource(handle, 0, RandomAccess.GetLength(handle));
    }

    private void AddAssets(DirectoryInfo folder, string prefix, int level)
    {
        if (folder.LinkTarget is not null) throw new ModelFormatException(Name, prefix, "it is a link to another place, which is not followed; put the folder itself there.");
        if (level > 32) throw new ModelFormatException(Name, prefix, "folders are nested more than 32 deep; the model is damaged or dangerous.");
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos())
        {
            if (_members.Count > MostFiles) throw new ModelFormatException(Name, prefix, $"there are more than {MostFiles} files; the model is damaged or dangerous.");
            if (entry is DirectoryInfo inner) AddAssets(inner, prefix + entry.Name + "/", level + 1);
            else _members.Add(prefix + entry.Name);
        }
    }
}
