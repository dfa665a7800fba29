#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The other end of exchange_test.cpp and numpy_test.cpp: reads and writes the same tensors without tenon.

  exchange.py (write|read) safetensors DIRECTORY    by the published format, with nothing but Python's own modules
  exchange.py (write|read) npy DIRECTORY            by NumPy; says "skipped: ..." where that is not installed
"""
import json
import pathlib
import struct
import sys

try:
    import numpy
except ImportError:
    numpy = None

FLOATS = [1.5, -2.0, 0.1, 1e-40, float("inf"), 3.0]  # (2, 3)
INTEGERS = [-(2 ** 63), 0, 2 ** 63 - 1]
BOOLS = [True, False]


def write_safetensors(directory):
    data, header = b"", {"__metadata__": {"writer": "by hand"}}
    for name, dtype, shape, code, values in [("floats", "F32", [2, 3], "6f", FLOATS),
                                             ("integers", "I64", [3], "3q", INTEGERS),
                                             ("bools", "BOOL", [2], "2?", BOOLS),
                                             ("half", "F16", [2], "2e", [1.5, -65504.0]),
                                             ("number", "F64", [], "d", [2.5])]:
        packed = struct.pack("<" + code, *values)
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(packed)]}
        data += packed
    text = json.dumps(header, indent=1).encode()
    (directory / "a.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)


def read_safetensors(directory):
    content = (directory / "a.safetensors").read_bytes()
    length, = struct.unpack("<Q", content[:8])
    assert length % 8 == 0
    header, data = json.loads(content[8:8 + length]), content[8 + length:]
    assert header.pop("__metadata__") == {"writer": "tenon"}

    def values(name, dtype, shape, code):
        entry = header.pop(name)
        assert entry["dtype"] == dtype and entry["shape"] == shape, entry
        begin, end = entry["data_offsets"]
        return list(struct.unpack("<" + code, data[begin:end]))

    assert values("floats", "F32", [2, 3], "6f") == list(struct.unpack("6f", struct.pack("6f", *FLOATS)))
    assert values("integers", "I64", [3], "3q") == INTEGERS
    assert values("bools", "BOOL", [2], "2?") == BOOLS
    assert values("number", "F64", [], "d") == [2.5]
    assert not header


def arrays():
    return {"floats": numpy.array(FLOATS, "f4").reshape(2, 3), "integers": numpy.array(INTEGERS, "i8"),
            "bools": numpy.array(BOOLS), "number": numpy.array(2.5)}


def write_npy(directory):
    for name, array in arrays().items():
        numpy.save(directory / f"{name}.npy", array)
    numpy.save(directory / "fortran.npy", numpy.asfortranarray(arrays()["floats"]))
    numpy.save(directory / "big_endian.npy", arrays()["floats"].astype(">f4"))
    numpy.save(directory / "half.npy", numpy.array([1.5, -65504], "f2"))
    with open(directory / "version2.npy", "wb") as file:
        numpy.lib.format.write_array(file, arrays()["floats"], version=(2, 0))


def read_npy(directory):
    for name, expected in arrays().items():
        found = numpy.load(directory / f"{name}.npy")
        assert found.dtype == expected.dtype and found.shape == expected.shape, name
        assert found.tobytes() == expected.tobytes(), name


if __name__ == "__main__":
    verb, kind, directory = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    if kind == "npy" and not numpy:
        print("skipped: Python has no numpy")
    else:
        {"write safetensors": write_safetensors, "read safetensors": read_safetensors,
         "write npy": write_npy, "read npy": read_npy}[f"{verb} {kind}"](directory)
