"""The folder and the pictures that examples write."""

import pytest

from examples._output import make_folder, save_graph


class FakePicture:
    """Draws some formats, and says what is missing for others."""

    def __init__(self, *formats):
        self.formats = formats

    def save(self, path):
        if path.suffix not in self.formats:
            raise RuntimeError(f"cannot draw {path.suffix}: install Graphviz")
        path.write_text(path.suffix)
        return path


def test_a_folder_is_made_with_its_parents_and_left_empty(tmp_path):
    folder = make_folder(str(tmp_path / "a" / "b"))
    assert folder == tmp_path / "a" / "b"
    assert list(folder.iterdir()) == []
    assert make_folder(str(folder)) == folder


@pytest.mark.parametrize("name", ["file", "file/below", "file/far/below"])
def test_a_file_in_the_way_ends_the_program_with_one_line(tmp_path, name):
    (tmp_path / "file").touch()
    with pytest.raises(SystemExit) as exit_:
        make_folder(str(tmp_path / name))
    assert exit_.value.code == f"cannot write into the folder {tmp_path / name}: Not a directory"


def test_a_graph_is_saved_as_svg_and_png(tmp_path, capsys):
    save_graph(FakePicture(".svg", ".png"), tmp_path / "graph")
    assert {path.name for path in tmp_path.iterdir()} == {"graph.svg", "graph.png"}
    written = capsys.readouterr().out.splitlines()
    assert written == [f"wrote {tmp_path / 'graph.svg'}", f"wrote {tmp_path / 'graph.png'}"]


@pytest.mark.parametrize(
    ("formats", "files"),
    [([".dot"], {"graph.dot"}), ([".svg", ".dot"], {"graph.svg", "graph.dot"})],
)
def test_without_a_program_that_draws_the_source_is_saved(tmp_path, capsys, formats, files):
    save_graph(FakePicture(*formats), tmp_path / "graph")
    assert {path.name for path in tmp_path.iterdir()} == files
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith(f"wrote {tmp_path / 'graph.dot'} ")
    assert last.endswith("install Graphviz")


def test_a_folder_without_a_name_is_refused():
    with pytest.raises(SystemExit, match="--out needs the name of a folder"):
        make_folder("")
