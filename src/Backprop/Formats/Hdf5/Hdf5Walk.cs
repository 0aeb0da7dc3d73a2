namespace Backprop.Formats;

/// <summary>Goes through all groups and datasets of a file once, and refuses loops, links that are no plain ones, and too much of anything.</summary>
internal static class Hdf5Walk
{
    /// <summary>The object whose header is at an address, with everything below it.</summary>
    public static Hdf5Object Object(Hdf5Location at, long address)
    {
        Hdf5Context context = at.Context;
        if (++context.Objects > Hdf5Context.MostObjects) throw at.Refuse($"the file has more than {Hdf5Context.MostObjects} groups and datasets; the file is damaged or dangerous.");
        if (at.Level > Hdf5Context.MostLevels) throw at.Refuse($"groups are nested more than {Hdf5Context.MostLevels} deep; the file is damaged or dangerous.");
        List<HeaderMessage> messages = ObjectHeader.Read(at, address);
        if (messages.Exists(message => message.Type is HeaderMessage.SymbolTable or HeaderMessage.LinkInfo or HeaderMessage.Link)) return Group(at, address, messages);
        if (messages.Exists(message => message.Type is HeaderMessage.Layout)) return Hdf5Dataset.Read(at, messages);
        if (messages.Exists(message => message.Type is HeaderMessage.Datatype)) throw at.Refuse("it is a committed (named) type, which is not read; write the file with plain types.");
        throw at.Refuse("it is neither a group nor a dataset.");
    }

    private static Hdf5Group Group(Hdf5Location at, long address, List<HeaderMessage> messages)
    {
        var group = new Hdf5Group(at, messages);
        if (!at.Context.Groups.TryAdd(address, group))
        {
            throw at.Refuse($"it is the same group as {at.Context.Groups[address].Path}: a group under two names can make a loop, which is refused; copy it instead of linking it.");
        }

        List<(string Name, long Address)> links = [];
        foreach (HeaderMessage message in messages)
        {
            switch (message.Type)
            {
                case HeaderMessage.SymbolTable: SymbolTable.Read(message.Body, at, links); break;
                case HeaderMessage.Link: links.Add(LinkMessage.Read(message.Body, at)); break;
                case HeaderMessage.LinkInfo: LinkMessage.ReadDense(message.Body, at, links); break;
            }
        }

        group.Fill(links.Select(link => Object(Child(at, link.Name), link.Address)));
        return group;
    }

    public static Hdf5Location Child(Hdf5Location at, string name)
    {
        if (name.Length == 0 || name.Contains('/') || name is "." or "..") throw at.Damaged($"it has an entry with the name \"{name}\"");
        return new Hdf5Location(at.Context, at, name);
    }
}
