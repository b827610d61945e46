"""When something was submitted, as nbgrader writes it into ``timestamp.txt``."""

from __future__ import annotations

import datetime
import re
import zoneinfo
from collections.abc import Collection

from dateutil import parser, tz

from grader.errors import CourseError

# A platform that packs an archive gives its entries the time of packing, which takes minutes.
PACKING = datetime.timedelta(minutes=15)
# Times without what a file's name can't hold or nobody reads, and how they are meant.
BARE = (
    (re.compile(r"(\b(?:19|20)\d\d\b.*?\s)(\d{1,2})(\d\d)(\s*[AP]\.?M\.?)?\Z", re.I), r"\1\2:\3\4"),
    (re.compile(r"\A(\d{8})(\d{6})\d{3}\Z"), r"\1T\2Z"),  # Sakai: milliseconds, in UTC
)


def zone_of(name: str | None) -> datetime.tzinfo:
    """The time zone called `name`, such as ``Europe/Berlin``; this computer's without a name.

    Raises
    ------
    CourseError
        If there is none of this name.
    """
    if name is None:
        return tz.tzlocal()
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        raise CourseError(f"There is no time zone {name!r}; one is Europe/Berlin.") from None


def in_utc(when: datetime.datetime | str, zone: datetime.tzinfo) -> datetime.datetime | None:
    """A time in UTC; one that names no zone is in `zone`. None for what is no time."""
    if isinstance(when, str):
        for bare, meant in BARE:
            when = bare.sub(meant, when)
        try:
            when = parser.parse(when)
        except (ValueError, OverflowError):
            return None
    aware = when if when.tzinfo else when.replace(tzinfo=zone)
    try:
        return aware.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        return None


def are_of_packing(times: Collection[datetime.datetime]) -> bool:
    """Whether the times of entries are so near to each other that they may say nothing."""
    return not times or max(times) - min(times) < PACKING


def written(when: datetime.datetime) -> str:
    """Format a time as nbgrader reads it."""
    return when.strftime("%Y-%m-%d %H:%M:%S UTC")
