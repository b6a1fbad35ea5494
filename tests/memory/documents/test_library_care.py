"""The library: what is taken out is gone, programs and embedders do not mix, faults are told."""

import os

import pytest
from library_steps import best, do, names
from plain_search import HashEmbedder, PlainSearcher
from some_documents import encrypted_pdf, pdf, write

from assistant_memory.documents.faults import UnreadableError
from assistant_memory.documents.indexing.run import RunLimits
from assistant_memory.documents.library import DocumentLibrary
from assistant_memory.errors import EmbedderError, MemoryBusyError, NoMemoryError


def test_removing_leaves_no_word_of_it_in_any_file(library, folder, database):
    write(folder / "secret.md", "The password is xylophone-8814.")
    do(library.add(folder))
    assert b"xylophone-8814" in b"".join(each.read_bytes() for each in database.parent.iterdir())

    removal = library.remove(folder / "secret.md")

    assert (removal.documents, removal.passages, removal.sources) == (1, 1, ())
    kept = b"".join(each.read_bytes() for each in database.parent.iterdir())
    assert b"xylophone" not in kept
    assert best(library, "password xylophone") is None
    assert len(library.list()) == 4


def test_what_was_taken_out_of_a_folder_stays_out_until_it_is_added(library, folder):
    do(library.add(folder))
    library.remove(folder / "rules.md")

    do(library.refresh())
    assert "rules.md" not in names(library)
    do(library.add(folder / "rules.md"))
    assert "rules.md" in names(library)


def test_a_source_is_removed_with_all_that_is_in_it(library, folder):
    do(library.add(folder))

    assert library.remove(folder).sources == (folder,)
    assert (library.list(), library.sources()) == ([], [])
    with pytest.raises(NoMemoryError):
        library.remove(folder)


def test_a_hidden_file_that_was_added_itself_stays_when_its_folder_is_read(library, folder):
    hidden = write(folder / ".notes.md", "Hidden notes.")
    do(library.add(hidden))
    do(library.add(folder))

    assert ".notes.md" in names(library)


def test_a_link_is_added_as_what_it_leads_to(library, folder, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(folder)

    do(library.add(link))

    assert [each.path for each in library.sources()] == [folder]
    assert library.document(link / "rules.md")


def test_what_does_not_exist_or_is_no_file_cannot_be_added(library, tmp_path):
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(NoMemoryError):
        library.add(tmp_path / "none")
    with pytest.raises(UnreadableError):
        library.add(tmp_path / "pipe")


def test_only_one_program_indexes_and_the_other_is_told_at_once(open_library, folder):
    steps = open_library().add(folder)
    next(steps)

    with pytest.raises(MemoryBusyError):
        next(open_library().add(folder))
    steps.close()


def test_what_another_program_indexed_is_found_without_opening_anew(open_library, folder):
    reader, writer = open_library(), open_library()
    assert best(reader, "lighthouse") is None

    do(writer.add(folder))
    assert best(reader, "lighthouse")
    writer.remove(folder)
    assert best(reader, "lighthouse") is None


def test_a_new_embedder_makes_all_vectors_anew_and_never_mixes_them(open_library, folder):
    do(open_library(embedder=HashEmbedder("old", 16)).add(folder))
    searcher, embedder = PlainSearcher(), HashEmbedder("new", 16)
    library = open_library(searcher, embedder)

    assert best(library, "lighthouse")
    assert {each.vector is None for each in searcher.entries.values()} == {True}
    phases = [each.phase for each in library.refresh()]
    assert "embedding" in phases
    assert embedder.texts == 1 + 4
    assert best(library, "lighthouse")
    assert {each.vector is None for each in searcher.entries.values()} == {False}
    do(library.refresh())
    assert embedder.texts == 1 + 4 + 1  # the two questions


def test_a_new_way_of_making_terms_makes_them_anew(open_library, folder):
    do(open_library().add(folder))
    library = open_library(PlainSearcher("words-2"))

    assert best(library, "lighthouse") is None
    do(library.refresh())
    assert best(library, "lighthouse")


def test_without_an_embedder_words_are_enough(database, folder):
    with DocumentLibrary.open(database, PlainSearcher()) as library:
        do(library.add(folder))

        assert best(library, "lighthouse")


def test_files_over_the_limit_are_left_out_until_it_is_raised(open_library, folder):
    library = open_library(limits=RunLimits(file_bytes=45))

    done = do(library.add(folder / "rules.md"))

    assert [each.fault for each in done.problems] == ["too_large"]
    do(library.add(folder))
    assert do(open_library().refresh()).added == 4 - 1


def test_a_file_of_a_folder_that_cannot_be_read_is_listed_with_its_fault(library, folder):
    write(folder / "locked.pdf", encrypted_pdf("x", "secret"))

    done = do(library.add(folder))

    assert (done.added, done.failed) == (4, 1)
    assert [each.fault for each in library.list() if each.state == "failed"] == ["encrypted"]
    assert do(library.refresh()).failed == 1
    write(folder / "locked.pdf", pdf("Unlocked now."))
    assert do(library.refresh()).added == 1
    assert best(library, "unlocked")


def test_a_named_file_that_cannot_be_read_is_told_and_not_kept(library, tmp_path):
    picture = write(tmp_path / "a.png", b"\x89PNG\r\n\x1a\n" + bytes(99))

    done = do(library.add(picture))

    assert [each.fault for each in done.problems] == ["binary"]
    assert (library.list(), library.sources()) == ([], [])


def test_a_file_that_cannot_be_read_is_not_lost_to_its_folder_by_being_named(library, folder):
    path = write(folder / "locked.pdf", encrypted_pdf("x", "secret"))
    do(library.add(folder))

    assert do(library.add(path)).failed == 1

    assert [each.path for each in library.sources()] == [folder]
    assert [each.path for each in library.list() if each.fault] == [path]
    write(path, pdf("Unlocked now."))
    assert do(library.refresh()).added == 1
    assert best(library, "unlocked")


def test_a_file_that_its_folder_passed_over_is_told_when_it_is_named(library, folder):
    path = write(folder / "data", bytes(range(256)))
    an_hour_ago = path.stat().st_mtime - 3600
    os.utime(path, (an_hour_ago, an_hour_ago))
    do(library.add(folder))

    done = do(library.add(path))

    assert [each.fault for each in done.problems] == ["binary"]
    assert (do(library.refresh()).skipped, do(library.refresh()).failed) == (1, 0)


def test_binary_and_empty_files_of_a_folder_are_passed_over_in_silence(library, folder):
    write(folder / "data", bytes(range(256)))
    write(folder / "empty.py", "")
    write(folder / "a.png", "x")

    done = do(library.add(folder))

    assert (done.skipped, done.failed, len(library.list())) == (3, 0, 4)
    assert do(library.refresh()).skipped == 3


def test_vectors_of_another_embedder_are_made_anew_without_looking_at_files(open_library, folder):
    do(open_library(embedder=HashEmbedder("old", 16)).add(folder))
    (folder / "rules.md").unlink()
    searcher, embedder = PlainSearcher(), HashEmbedder("new", 16)
    library = open_library(searcher, embedder)

    first = library.renew()
    next(first)
    first.close()
    phases = [each.phase for each in library.renew()]

    assert set(phases) == {"embedding", "done"}
    assert embedder.texts == 4
    assert "rules.md" in names(library)
    assert best(library, "lighthouse")
    assert {each.vector is None for each in searcher.entries.values()} == {False}
    assert list(library.renew()) == []


def test_while_an_embedder_cannot_work_words_are_enough_and_the_rest_is_done_later(
    open_library, folder
):
    searcher, embedder = PlainSearcher(), Tired("tired", 16)
    library = open_library(searcher, embedder)
    do(library.add(folder))

    assert best(library, "lighthouse")
    assert {each.vector is None for each in searcher.entries.values()} == {True}
    assert do(library.renew()).share == 1
    embedder.is_tired = False
    do(library.renew())
    assert best(library, "lighthouse")
    assert {each.vector is None for each in searcher.entries.values()} == {False}


class Tired(HashEmbedder):
    is_tired = True

    def embed_queries(self, texts):
        return super().embed_passages(texts)

    def embed_passages(self, texts):
        if self.is_tired:
            raise EmbedderError("later")
        return super().embed_passages(texts)
