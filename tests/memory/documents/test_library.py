"""The library: what is added is found, what changes is read again, what goes is gone."""

import os

import pytest
from library_steps import LONG, best, do, names
from plain_search import HashEmbedder
from some_documents import write

from assistant_memory.errors import NoMemoryError


def test_a_folder_is_read_and_its_passages_are_found_with_their_places(library, folder):
    done = do(library.add(folder))

    assert (done.phase, done.added, done.failed, done.share) == ("done", 4, 0, 1.0)
    assert names(library) == ["letter.docx", "prices.csv", "report.pdf", "rules.md"]
    found = best(library, "lighthouse repaired")
    assert (found.path, found.place.last_page) == (folder / "report.pdf", 2)
    found = best(library, "hotels night euros rules")
    assert found.place.headings[-1:] == ("Hotels",)
    assert 0 < found.score <= 1
    assert best(library, "xylophone") is None
    assert library.search("  ") == []


def test_without_documents_nothing_is_found(library):
    assert library.search("anything") == []
    assert library.list() == []


def test_progress_goes_from_nothing_to_all_and_never_back(library, folder):
    write(folder / "long.txt", LONG)

    steps = list(library.add(folder))

    shares = [each.share for each in steps]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert steps[0].phase == "walking"
    assert any(0 < each.share < 1 and each.path == folder / "long.txt" for each in steps)


def test_what_did_not_change_is_not_read_again(open_library, folder):
    do(open_library().add(folder))
    embedder = HashEmbedder()

    done = do(open_library(embedder=embedder).refresh())

    assert (done.unchanged, done.added, done.changed) == (4, 0, 0)
    assert embedder.texts == 0


def test_a_file_that_was_only_touched_keeps_its_passages(library, folder):
    do(library.add(folder))
    before = best(library, "125 euros").id
    os.utime(folder / "rules.md", (1, 1))

    assert do(library.refresh()).unchanged == 4
    assert best(library, "125 euros").id == before


def test_what_changed_is_read_again_and_the_old_words_are_gone(library, folder):
    do(library.add(folder))
    assert best(library, "125")
    write(folder / "rules.md", "# Travel\n\nA night may cost 140 euros.\n")

    done = do(library.refresh())

    assert (done.changed, done.unchanged) == (1, 3)
    assert best(library, "125") is None
    assert best(library, "140").place.headings == ("Travel",)


def test_a_change_within_the_same_moment_is_seen(library, folder):
    do(library.add(folder))
    path = folder / "rules.md"
    times = path.stat()
    write(path, path.read_bytes().replace(b"125", b"130"))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    assert do(library.refresh()).changed == 1


def test_deleted_files_disappear_and_it_is_told(library, folder):
    do(library.add(folder))
    (folder / "rules.md").unlink()
    (folder / "prices.csv").rename(folder / "prices.txt")

    done = do(library.refresh())

    assert (done.removed, done.added) == (2, 1)
    assert names(library) == ["letter.docx", "prices.txt", "report.pdf"]
    assert best(library, "euros night hotels rules 120 may").path.name != "rules.md"


def test_a_folder_that_is_not_there_loses_nothing(library, folder):
    do(library.add(folder))
    folder.rename(folder.with_name("elsewhere"))

    done = do(library.refresh())

    assert [(each.path, each.fault) for each in done.problems] == [(folder, "gone")]
    assert len(library.list()) == 4


def test_a_single_file_that_was_deleted_is_forgotten(library, folder):
    do(library.add(folder / "rules.md"))
    (folder / "rules.md").unlink()

    assert do(library.refresh()).removed == 1
    assert (library.list(), library.sources()) == ([], [])


def test_a_document_is_given_whole(library, folder):
    do(library.add(folder))

    assert library.whole(folder / "rules.md") == (folder / "rules.md").read_text()
    assert library.document(folder / "rules.md").characters == 49
    with pytest.raises(NoMemoryError):
        library.whole(folder / "none.md")


def test_a_long_document_is_given_whole_without_what_passages_repeat(library, tmp_path):
    path = write(tmp_path / "long.txt", LONG)
    do(library.add(path))

    assert library.whole(path) == LONG
    assert library.document(path).passages > 50


def test_stopping_keeps_what_was_read_and_the_next_run_goes_on(open_library, tmp_path):
    folder = tmp_path / "folder"
    write(folder / "a.md", "The first file.")
    write(folder / "b.txt", LONG)
    embedder = HashEmbedder()
    library = open_library(embedder=embedder)
    steps = library.add(folder)
    for progress in steps:
        if progress.passages > 130:
            break
    steps.close()

    assert names(library) == ["a.md"]
    assert best(library, "palace river") is None
    already = embedder.texts
    done = do(library.refresh())
    assert (done.added, done.unchanged) == (1, 1)
    assert names(library) == ["a.md", "b.txt"]
    assert library.whole(folder / "b.txt") == LONG
    assert embedder.texts == 1 + sum(each.passages for each in library.list())
    assert already >= 128


def test_a_file_that_changed_since_it_was_cut_short_is_read_from_its_beginning(library, tmp_path):
    path = write(tmp_path / "b.txt", LONG)
    steps = library.add(path)
    next(each for each in steps if each.passages > 130)
    steps.close()
    write(path, "Short now.")

    assert do(library.refresh()).added == 1
    assert library.whole(path) == "Short now."


def test_the_old_document_is_found_until_the_new_one_is_complete(library, tmp_path):
    path = write(tmp_path / "b.txt", "The old lighthouse.")
    do(library.add(path))
    write(path, LONG)
    steps = library.refresh()
    next(each for each in steps if each.passages > 130)
    steps.close()

    assert best(library, "lighthouse")
    do(library.refresh())
    assert best(library, "lighthouse") is None


def test_the_documents_that_hold_certain_words_are_told(library, tmp_path):
    write(tmp_path / "in" / "a.md", "He said: my locker\ncode is\t7734-B, and left.\n")
    write(tmp_path / "in" / "b.md", "My LOCKER code is 7734-B\n")
    write(tmp_path / "in" / "c.md", "The clocker code; my locker is red. Code 7734-B.\n")
    do(library.add(tmp_path / "in"))

    held = library.holding(["My locker code is 7734-B.", " "])

    assert [each.path.name for each in held] == ["a.md", "b.md"]
    assert library.holding(["ocker code"]) == []
