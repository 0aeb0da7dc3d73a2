"""Writes HDF5 files with every structure that our reader knows. Usage: structures.py FOLDER"""
import os
import sys

import h5py
import numpy as np

folder = sys.argv[1]


def file(name, **options):
    return h5py.File(os.path.join(folder, name + ".h5"), "w", **options)


def types(f):
    values = np.array([[0, 1, 2], [3, 100, 7]])
    for kind in "?,i1,u1,<i2,>i2,<u2,<i4,>i4,<u4,<i8,>i8,<u8,<f2,>f2,<f4,>f4,<f8,>f8".split(","):
        f.create_dataset("type " + kind, data=values.astype(kind))
        f.attrs["type " + kind] = values.astype(kind)
    f.create_dataset("enumeration", data=np.array([0, 5], "i4"), dtype=h5py.enum_dtype({"A": 0, "B": 5}, basetype="i4"))
    f.create_dataset("fixed text", data=np.array([b"ab", b"c\xc3\xa4", b""]))
    f.create_dataset("text", data=["ab", "cä", ""], dtype=h5py.string_dtype())
    f.create_dataset("ascii", data=["ab", "c"], dtype=h5py.string_dtype("ascii"))
    f.create_dataset("single text", data="hello")
    f.create_dataset("scalar", data=np.float32(3))
    f.create_dataset("empty", data=np.zeros((0, 3), "f4"))
    f.create_dataset("never written", shape=(5, 2), dtype="f4")
    f.create_dataset("filled", shape=(5, 2), dtype="f4", fillvalue=2.5)
    f.attrs["fixed"] = np.array([b"ab", b"c"])
    f.attrs["empty"] = np.zeros((0,), "f8")
    compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    compact.set_layout(h5py.h5d.COMPACT)
    h5py.h5d.create(f.id, b"compact", h5py.h5t.IEEE_F32LE, h5py.h5s.create_simple((3,)), compact).write(h5py.h5s.ALL, h5py.h5s.ALL, np.array([1, 2, 3], "f4"))


def chunks(f):
    data = np.arange(37 * 23, dtype="f4").reshape(37, 23)
    for name, options in {"plain": {}, "gzip": {"compression": "gzip"}, "shuffle": {"compression": "gzip", "shuffle": True}, "fletcher": {"fletcher32": True},
                          "all": {"compression": 9, "shuffle": True, "fletcher32": True}}.items():
        f.create_dataset(f"fixed {name}", data=data, chunks=(8, 10), **options)
        f.create_dataset(f"single {name}", data=data, chunks=(37, 23), **options)
        f.create_dataset(f"larger {name}", data=data[:5], chunks=(6, 30), maxshape=(100, 40), **options)
        f.create_dataset(f"paged {name}", data=data, chunks=(1, 1) if not options else (1, 7), **options)
        f.create_dataset(f"growing {name}", data=data, chunks=(3, 5), maxshape=(None, 50), **options)
        f.create_dataset(f"growing second {name}", data=data, chunks=(3, 5), maxshape=(40, None), **options)
        f.create_dataset(f"growing both {name}", data=data, chunks=(2, 2), maxshape=(None, None), **options)
        f.create_dataset(f"odd {name}", data=np.arange(7 * 5 * 3, dtype="i8").reshape(7, 5, 3), chunks=(2, 2, 2), **options)
        sparse = f.create_dataset(f"sparse {name}", shape=(5000,), chunks=(1,), dtype="i2", fillvalue=-7, **options)
        sparse[3] = 1
        sparse[2500:2503] = 3
        sparse[4999] = 4
    # Beyond element 131,000 the blocks of a growing array have pages.
    far = f.create_dataset("far", shape=(200_000,), chunks=(1,), maxshape=(None,), dtype="i1", fillvalue=-7)
    far[5] = 1
    far[1000:1010] = 2
    far[150_000:150_003] = 3
    far[199_999] = 4
    early = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    early.set_chunk((4, 5))
    early.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    h5py.h5d.create(f.id, b"implicit", h5py.h5t.IEEE_F32LE, h5py.h5s.create_simple((37, 23)), early).write(h5py.h5s.ALL, h5py.h5s.ALL, data)
    f.create_dataset("texts", data=["a", "b", "cc"] * 10, dtype=h5py.string_dtype(), chunks=(7,))


def many(f):
    for count in (1, 8, 9, 60, 2000):
        group = f.create_group(f"links {count}")
        for i in range(count):
            group[f"name {i}"] = i
    for count in (1, 8, 9, 60, 400):
        group = f.create_group(f"attributes {count}")
        for i in range(count):
            group.attrs[f"name {i}"] = "text %d" % i if i % 2 else np.float32(i)
    tracked = f.create_group("tracked", track_order=True)
    for i in range(100):
        tracked.create_group(f"g{99 - i}")
        tracked.attrs[f"a{99 - i}"] = i


for suffix, options in {"old": {}, "new": {"libver": "latest"}, "middle": {"libver": ("earliest", "v108")}}.items():
    for make in (types, chunks, many):
        with file(f"{make.__name__} {suffix}", **options) as f:
            make(f)
with file("large attribute", libver="latest") as f:
    f.attrs["large"] = np.arange(30_000, dtype="f8")
    f.attrs["larger"] = np.arange(40_000, dtype="f8")
    for i in range(12):
        f.attrs[f"small {i}"] = i
