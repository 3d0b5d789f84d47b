"""CSV is read strictly and row by row: a broken row costs itself."""

import csv
import hashlib
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inforce.errors import ContentError, InforceError
from inforce.mail.csv_lines import LONGEST_ROW, CsvLines, CsvRow

FIELD = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=12)
NOISE = st.text(alphabet='a@,;"\n\r\t\0 ', max_size=60).map(str.encode) | st.binary(max_size=60)


def write(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def rows(path: Path) -> list[CsvRow]:
    with CsvLines(path) as lines:
        return list(lines.rows())


def problem(path: Path) -> tuple[str, str]:
    with pytest.raises(ContentError) as caught:
        rows(path)
    (found,) = caught.value.problems
    assert found.place.path == path.as_posix()
    return found.code, str(found)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("csv")


@given(
    st.lists(st.lists(FIELD, min_size=3, max_size=3), max_size=6), st.sampled_from(",;\t"), st.booleans(), st.booleans()
)
def test_what_is_written_well_is_read_the_same(
    folder: Path, table: list[list[str]], separator: str, all_quoted: bool, crlf: bool
) -> None:
    """Every row that Python's writer writes comes back, with the number of its first line."""
    out = io.StringIO()
    quoting = csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n" if crlf else "\n", quoting=quoting)
    writer.writerow(["email", "name", "other"])
    expected = []
    for fields in table:
        line = out.getvalue().count("\n") + 1
        writer.writerow(fields)
        if any(map(str.strip, fields)):
            expected.append(CsvRow(line, fields))
    assert rows(write(folder / "well.csv", out.getvalue())) == expected


@given(st.lists(NOISE, max_size=8))
def test_no_bytes_stop_the_reading(folder: Path, noise: list[bytes]) -> None:
    """Whatever stands below the head, reading ends, in order, and with the digest of the file's bytes."""
    data = b"email,name\n" + b"\n".join(noise)
    path = write(folder / "noise.csv", data)
    try:
        with CsvLines(path) as lines:
            found = [row.line for row in lines.rows()]
            assert lines.digest == hashlib.sha256(data).hexdigest()
    except InforceError:
        return
    assert found == sorted(set(found))
    assert not found or found[-1] <= data.count(b"\n") + 1


@given(
    st.lists(NOISE.map(lambda noise: noise.replace(b'"', b"").replace(b"\n", b"")), min_size=1, max_size=4),
    st.integers(0, 4),
)
def test_noise_costs_no_other_row(folder: Path, noise: list[bytes], at: int) -> None:
    """A good row among broken lines is always read, with its own number."""
    lines = [*noise[:at], b"jane@example.com,Jane", *noise[at:]]
    path = write(folder / "among.csv", b"email,name\nfirst@example.com,J\xc3\xb6rg\n" + b"\n".join(lines) + b"\n")
    try:
        found = rows(path)
    except InforceError:  # noise that is a NUL four times, say, makes the file another kind
        return
    assert CsvRow(3 + min(at, len(noise)), ["jane@example.com", "Jane"]) in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a,"b\nc,d\ne,f\n', [(2, "not closed"), (3, ""), (4, "")]),
        ('a,"b\nc,d\n"e","f"\n', [(2, "not closed"), (3, ""), (4, "")]),
        ('a,"b"x\nc,d\n', [(2, "stands where none may"), (3, "")]),
        ('a,b "x" c\nc,d\n', [(2, "stands where none may"), (3, "")]),
        ('a,5"\nc,d\n', [(2, "stands where none may"), (3, "")]),
        ('a,"b\nvictim@x.test,y\n"\nc,d\n', [(2, ""), (5, "")]),
        ('a,"b\nvictim@x.test,y\n",z\nc,d\n', [(2, "3 fields"), (5, "")]),
        ("a\nb,c,d\ne,f", [(2, "1 field,"), (3, "3 fields"), (4, "")]),
        ("a,b\rc\nd,e\r\n", [(2, "carriage return"), (3, "")]),
        ('a,"b\rc"\nd,e\r\n', [(2, "carriage return"), (3, "")]),
        ("a,b\0\nd,e\n", [(2, "NUL"), (3, "")]),
        ("\n\r\n , \na,b\n,\n", [(5, "")]),
        ("a," + "x" * (LONGEST_ROW + 5) + "\nc,d\n", [(2, "longer than 1 MB"), (3, "")]),
        ('a,"' + "x" * (LONGEST_ROW + 5) + '"\nc,d\n', [(2, "longer than 1 MB"), (3, "")]),
        ('a,"' + "x" * (LONGEST_ROW + 5) + '\nc,d\n"\ne,f\n', [(2, "longer than 1 MB"), (5, "")]),
        ('a,"' + "x\n" * LONGEST_ROW + '"\nc,d\n', [(2, "longer than 1 MB"), (3 + LONGEST_ROW, "")]),
        ('a,"' + "x" * 200_000 + '"\nc,d\n', [(2, "too long"), (3, "")]),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
def test_a_broken_row_costs_itself(tmp_path: Path, text: str, expected: list[tuple[int, str]]) -> None:
    """Each kind of broken row is refused under its line, the next are read, and no row is made of a field's text."""
    found = rows(write(tmp_path / "a.csv", "email,name\n" + text))
    assert [row.line for row in found] == [line for line, _ in expected]
    for row, (_, fault) in zip(found, expected, strict=True):
        assert fault in row.fault
        assert bool(fault) == bool(row.fault)


def test_a_row_that_is_not_utf8_costs_itself(tmp_path: Path) -> None:
    """One row in another encoding is refused, those around it are read."""
    data = "email,name\na,Jörg\n".encode() + "b,Jörg\n".encode("latin-1") + b"c,d\n"
    assert [row.fault for row in rows(write(tmp_path / "a.csv", data))] == ["", "the row is not UTF-8", ""]


def test_one_good_row_beyond_ascii_makes_the_broken_ones_single(tmp_path: Path) -> None:
    """A file with rows that are UTF-8 beyond ASCII is UTF-8, however many others are not."""
    data = b"email,name\n" + "a,Jörg\n".encode("latin-1") * 9 + "b,Jörg\n".encode()
    assert [bool(row.fault) for row in rows(write(tmp_path / "a.csv", data))] == [True] * 9 + [False]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_that_of_the_head(tmp_path: Path, separator: str) -> None:
    """Commas, semicolons and tabs are told apart by the head; a byte order mark is passed by."""
    path = write(tmp_path / "a.csv", f'\ufeff"email"{separator} Name \r\na{separator}"x,y;z"\r\n')
    with CsvLines(path) as lines:
        assert (lines.head, lines.has_bom) == (["email", "Name"], True)
        assert list(lines.rows()) == [CsvRow(2, ["a", "x,y;z"])]


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        ("email\njane@example.com\n".encode("utf-16"), "csv-not-utf8", "CSV UTF-8"),
        ("email\njane@example.com\n".encode("utf-16-le"), "csv-not-utf8", "UTF-16"),
        ("email,name\n" + "a,Jörg\n" * 9, "csv-not-utf8", "CSV UTF-8"),
        ("email,größe\na,b\n", "csv-not-utf8", "Windows-1252"),
        (b"PK\x03\x04rest", "csv-not-text", "workbook"),
        (b"\x1f\x8brest", "csv-not-text", "Unpack"),
        (b"", "csv-empty", "empty"),
        (b"\xef\xbb\xbf\n", "csv-empty", "empty"),
        (b"email,name\ra,b\rc,d\r", "csv-line-ends", "old Macs"),
        (b'email,"name\na,b\n', "csv-head", "head"),
        (b"x" * 2_000_000, "csv-head", "1 MB"),
    ],
)
def test_a_file_of_another_kind_is_refused_in_one_sentence(
    tmp_path: Path, data: bytes | str, code: str, said: str
) -> None:
    """What is no CSV in UTF-8 as a whole is refused, with the way to save it as one."""
    found = problem(write(tmp_path / "a.csv", data if isinstance(data, bytes) else data.encode("latin-1")))
    assert found[0] == code
    assert said in found[1]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """No file, and a folder, are said to be what they are."""
    assert problem(tmp_path / "none.csv") == (
        "csv-missing",
        f"{tmp_path.as_posix()}/none.csv: There is no such file. Give the path of a CSV file.",
    )
    assert "not a file" in problem(tmp_path)[1]


def test_a_row_without_end_is_not_kept(tmp_path: Path) -> None:
    """What follows a mark that is never closed is looked through, and not held in memory."""
    path = write(tmp_path / "a.csv", 'email,name\na,"b\n' + "c,d and so on\n" * 600_000)
    tracemalloc.start()
    with CsvLines(path) as lines:
        assert next(lines.rows()) == CsvRow(2, [], "a quotation mark is not closed")
        assert tracemalloc.get_traced_memory()[1] < 6 * LONGEST_ROW
    tracemalloc.stop()


def test_a_hostile_file_is_read_in_linear_time(tmp_path: Path) -> None:
    """Ten thousand marks that are never closed are ten thousand refused lines, each read at most twice."""
    text = 'a,"b\n' * 10_000 + "c,d\n" * 10_000
    with CsvLines(write(tmp_path / "a.csv", "email,name\n" + text)) as lines:
        reads = 0
        line = lines._line

        def counted() -> bytes:
            nonlocal reads
            reads += 1
            return line()

        lines._line = counted  # type: ignore[method-assign]
        found = list(lines.rows())
    assert sum(1 for row in found if row.fault) == 10_000
    assert found[-1] == CsvRow(20_001, ["c", "d"])
    assert reads < 3 * 20_001
