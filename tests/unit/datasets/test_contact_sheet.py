"""Contact sheets show drawings, one class a row, and fit on a page."""

import numpy as np
from cnn_datasets.catalog import DATASETS
from cnn_datasets.contact_sheet import contact_sheet, main


def test_rows_show_the_classes_in_turns(spots):
    sheet = np.asarray(contact_sheet(spots, columns=2, rows=4))
    rows = [sheet[86 * row : 86 * row + 84, :170].mean() for row in range(4)]
    assert [row > 90 for row in rows] == [False, True, False, True]


def test_a_class_of_grey_images_shows_only_that_class(dots):
    assert {int(image.min()) // 20 for image in dots.storage.draw_samples(dots, 2, 5)} == {2}


def test_the_original_is_not_even_looked_for(spots, data_folder, monkeypatch, tmp_path):
    (data_folder / "spots.zip").write_bytes(b"an original that must not be opened")
    (data_folder / "stand-in").write_bytes(b"nor the stand-in")
    monkeypatch.setitem(DATASETS, "spots", spots)
    main([str(tmp_path), "spots"])
    assert (tmp_path / "spots.png").stat().st_size > 0
