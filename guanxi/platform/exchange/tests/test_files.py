"""Files people brought in are for the account that runs the house alone."""

import stat

from guanxi.platform.exchange.files import path_of, store


def test_a_folder_that_was_there_before_is_closed_too(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    (tmp_path / "files").mkdir(mode=0o755)
    kept = store([b"name,phone\n"])
    assert stat.S_IMODE((tmp_path / "files").stat().st_mode) == 0o700
    assert path_of(kept.digest).read_bytes() == b"name,phone\n"


def test_a_new_folder_is_closed_from_the_start(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "data" / "files"
    store([b"x"])
    assert stat.S_IMODE((tmp_path / "data" / "files").stat().st_mode) == 0o700
