"""Folders are walked as a person would expect it: ignored, hidden and linked files are left out."""

import os
from pathlib import Path

import pytest
from some_documents import write

from assistant_memory.documents.indexing.walk import ClosedFolder, FoundFile, walk


def found_in(folder: Path) -> list[str]:
    found = [each.path for each in walk(folder) if isinstance(each, FoundFile)]
    return [str(path.relative_to(folder)) for path in found]


def test_hidden_and_generated_files_and_pictures_are_left_out(tmp_path):
    for name in ("a.md", ".secret.md", ".git/b.md", "node_modules/c.md", "d.PNG", "e/f.txt"):
        write(tmp_path / name, "x")

    assert found_in(tmp_path) == ["a.md", "e/f.txt"]


def test_ignore_files_are_read_as_git_reads_them(tmp_path):
    write(tmp_path / ".gitignore", "*.log\n/build\n!keep.log\ndocs/*.tmp\n# comment\n\n")
    write(tmp_path / "sub/.ignore", "private\n")
    write(tmp_path / "sub/.glassboxignore", "!private/\nprivate/x.md\n")
    names = (
        "a.log", "keep.log", "build/b.md", "sub/build/b.md", "docs/c.tmp", "docs/in/c.tmp",
        "sub/d.log", "sub/private/x.md", "sub/private/y.md",
    )  # fmt: skip
    for name in names:
        write(tmp_path / name, "x")

    assert found_in(tmp_path) == [
        "keep.log",
        "docs/in/c.tmp",
        "sub/build/b.md",
        "sub/private/y.md",
    ]


def test_a_broken_ignore_file_ignores_what_it_can(tmp_path):
    write(tmp_path / ".gitignore", b"\xff\n!\n[z-a]\n*.log\n")
    for name in ("a.log", "b.md"):
        write(tmp_path / name, "x")

    assert found_in(tmp_path) == ["b.md"]


def test_links_are_not_followed_round_or_out(tmp_path):
    folder = tmp_path / "folder"
    write(folder / "a.md", "x")
    outside = write(tmp_path / "outside/b.md", "x")
    (folder / "loop").symlink_to(folder)
    (folder / "out").symlink_to(outside.parent)
    (folder / "file.md").symlink_to(outside)
    (folder / "nowhere").symlink_to("nowhere")
    os.mkfifo(folder / "pipe")

    assert found_in(folder) == ["a.md"]


def test_names_may_be_anything_the_system_allows(tmp_path):
    names = [b"line\nend.md", b"\xff\xfe.md", b" .md", b"*?[x].md"]
    for name in names:
        write(tmp_path / os.fsdecode(name), "x")
    write(tmp_path / ".gitignore", "never\n")

    assert sorted(map(os.fsencode, found_in(tmp_path))) == sorted(names)


@pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
def test_a_folder_that_is_closed_is_told(tmp_path):
    (tmp_path / "closed").mkdir(mode=0)

    assert list(walk(tmp_path)) == [ClosedFolder(tmp_path / "closed")]


def test_a_tree_as_deep_as_the_system_allows_is_walked(tmp_path):
    path = tmp_path
    for _ in range(300):
        path /= "d"
    write(path / "a.md", "x")

    assert len(found_in(tmp_path)) == 1
