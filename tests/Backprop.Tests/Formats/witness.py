"""What h5py finds in HDF5 files, one line per fact, to be compared with what our reader finds. Usage: witness.py FILE..."""
import sys

import h5py
import numpy as np


def text(value):
    if isinstance(value, h5py.Empty):
        return ["empty"]
    values = np.asarray(value, dtype=object).reshape(-1)
    return ["text:" + (v if isinstance(v, str) else bytes(v).decode("utf-8")).encode("utf-8").hex() for v in values]


def numbers(value):
    array = np.asarray(value)
    if array.dtype.kind in "OSU":
        return text(value)
    if array.dtype.kind == "V":
        return [array.tobytes().hex()]
    wider = {"f2": "<f4", "i1": "<i4", "u1": "<i4", "i2": "<i4", "u2": "<i4", "u4": "<i8", "u8": "<i8"}
    kind = f"{array.dtype.kind}{array.dtype.itemsize}"
    return [array.astype(wider.get(kind, array.dtype.newbyteorder("<"))).tobytes().hex()]


def say(path, kind, shape, values):
    print(path, kind, "(" + ",".join(str(n) for n in shape) + ")", *values)


def attributes(path, item):
    for name in sorted(item.attrs, key=lambda n: n.encode("utf-16-be")):
        value = item.attrs[name]
        shape = getattr(value, "shape", ()) or ()
        say(path, "@" + name.replace(" ", "_"), shape, numbers(value))


def walk(path, group):
    attributes(path, group)
    for name in sorted(group, key=lambda n: n.encode("utf-16-be")):
        child = group[name]
        inner = path.rstrip("/") + "/" + name
        if isinstance(child, h5py.Group):
            say(inner, "group", (), [])
            walk(inner, child)
        else:
            attributes(inner, child)
            say(inner, "dataset", child.shape or (), numbers(child[()]))


for file in sys.argv[1:]:
    with h5py.File(file, "r") as opened:
        walk("/", opened)
    print("end")
