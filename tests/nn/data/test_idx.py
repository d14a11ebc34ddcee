"""The IDX parser: what it reads, and what it says about files that are not right."""

import gzip
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nn.data.idx import read_idx

PAIR = bytes([0, 0, 8, 1, 0, 0, 0, 2, 30, 40])


def encode(array: np.ndarray) -> bytes:
    header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.tobytes()


@given(hnp.arrays(np.uint8, hnp.array_shapes(max_dims=4, min_side=0)), st.booleans())
def test_what_was_written_is_read(tmp_path_factory, array, compressed):
    path = tmp_path_factory.mktemp("idx") / ("a-ubyte.gz" if compressed else "a-ubyte")
    path.write_bytes(gzip.compress(encode(array)) if compressed else encode(array))
    result = read_idx(path)
    assert result.dtype == np.uint8
    np.testing.assert_array_equal(result, array, strict=True)


def test_the_result_may_be_written_to(tmp_path):
    path = tmp_path / "pair"
    path.write_bytes(PAIR)
    result = read_idx(str(path))
    result[0] = 1
    assert result.tolist() == [1, 40]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is truncated: it has 0 bytes"),
        (b"\0\0\x08", "is truncated: it has 3 bytes"),
        (PAIR[:6], "is truncated: its IDX header states 1 dimensions"),
        (PAIR[:-1], r"is truncated: an IDX file of shape \(2,\) takes 10 bytes, but it has 9"),
        (PAIR + b"\n", r"has bytes after its end: .* takes 10 bytes, but it has 11"),
        (b"\x01" + PAIR[1:], "is not an IDX file: it begins with 01 00 08 01"),
        (b"\0\x01" + PAIR[2:], "is not an IDX file: it begins with 00 01 08 01"),
        (b"\0\0\x07" + PAIR[3:], "is not an IDX file: it begins with 00 00 07 01"),
        (b"<html></html>", "is not an IDX file: it begins with 3c 68 74 6d"),
        (b"\0\0\x0d" + PAIR[3:], r"holds IDX type 0x0D \(float32\), which is not supported"),
        (bytes([0, 0, 8, 0, 5]), "states 0 dimensions"),
        (bytes([0, 0, 8, 2]) + b"\xff" * 8, "is truncated: an IDX file of shape"),
    ],
    ids=[
        "empty",
        "magic-cut",
        "header-cut",
        "data-cut",
        "trailing",
        "first-byte",
        "second-byte",
        "unknown-type",
        "html",
        "float-type",
        "no-dimensions",
        "huge",
    ],
)
@pytest.mark.parametrize("compressed", [False, True], ids=["plain", "gzip"])
def test_a_wrong_content_is_named(tmp_path, content, problem, compressed):
    path = tmp_path / ("digits-ubyte.gz" if compressed else "digits-ubyte")
    path.write_bytes(gzip.compress(content) if compressed else content)
    with pytest.raises(ValueError, match=problem) as error:
        read_idx(path)
    assert str(error.value).startswith(str(path))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (PAIR, "is not a gzip file, although its name ends in .gz .*begins with 00 00 08 01"),
        (b"", "is not a gzip file.*begins with nothing"),
        (gzip.compress(PAIR)[:-4], "is truncated: its gzip data ends early"),
        (gzip.compress(PAIR)[:12], "is truncated: its gzip data ends early"),
        (gzip.compress(PAIR)[:5], "is truncated: its gzip data ends early"),
        (gzip.compress(PAIR)[:-8] + bytes(8), "is damaged: bad gzip data"),
        (gzip.compress(PAIR)[:10] + b"\xff" * 20, "is damaged: bad gzip data"),
        (gzip.compress(PAIR) + b"more", "is damaged: bad gzip data"),
    ],
    ids=["plain", "empty", "end-cut", "data-cut", "header-cut", "checksum", "garbage", "trailing"],
)
def test_a_wrong_compression_is_named(tmp_path, content, problem):
    path = tmp_path / "digits-ubyte.gz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=problem) as error:
        read_idx(path)
    assert str(error.value).startswith(str(path))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        read_idx(tmp_path / "nowhere")
