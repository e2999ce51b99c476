"""Reads of assignments that others may call."""

from .boards import GROUPINGS, Board, BoardLine, board, shows_everything, stamp, stamp_beside, watch
from .days import calendar_on, end_of, local_day, soon_until
from .figures import as_of
from .lists import SORTS, Wanted, filtered, for_list, of_subject
from .progress import SubjectProgress, of_subjects, progress_of
from .standing import counts_by_standing, standing_q, with_standing
from .story import Line, Story, story

__all__ = [
    "GROUPINGS",
    "SORTS",
    "Board",
    "BoardLine",
    "Line",
    "Story",
    "SubjectProgress",
    "Wanted",
    "as_of",
    "board",
    "calendar_on",
    "counts_by_standing",
    "end_of",
    "filtered",
    "for_list",
    "local_day",
    "of_subject",
    "of_subjects",
    "progress_of",
    "shows_everything",
    "soon_until",
    "stamp",
    "stamp_beside",
    "standing_q",
    "story",
    "watch",
    "with_standing",
]
