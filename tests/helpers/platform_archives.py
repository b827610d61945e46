"""Archives as platforms make them, and what `grader collect` makes of them."""

import datetime
import zipfile

from click.testing import CliRunner

from grader.cli import main

DAY = datetime.datetime(2024, 5, 1, 12, 0, 0)


def pack(path, members, when=None):
    """A zip of (name, content), packed in an instant or at the given times."""
    with zipfile.ZipFile(path, "w") as archive:
        for number, (name, content) in enumerate(members):
            moment = when[number] if when else DAY + datetime.timedelta(seconds=2 * number)
            info = zipfile.ZipInfo(name, moment.timetuple()[:6])
            archive.writestr(info, content)
    return path


def collect(course, archive, *options):
    words = ["--course-dir", str(course.root), "collect", str(archive), "--timezone", "UTC"]
    return CliRunner().invoke(main, [*words, *options])


def submitted(course):
    """{student: {file: content}} below submitted/."""
    root = course.submitted_root
    return {
        student.name: {
            str(path.relative_to(student / "ps1")): path.read_text()
            for path in sorted((student / "ps1").rglob("*"))
            if path.is_file()
        }
        for student in sorted(root.iterdir())
    }
