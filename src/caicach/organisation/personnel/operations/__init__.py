"""What is done to people, posts, absences and open work."""

from caicach.organisation.personnel.operations.absences import end_absence, record_absence
from caicach.organisation.personnel.operations.handing_over import hand_over
from caicach.organisation.personnel.operations.people import change_person, create_person, leave
from caicach.organisation.personnel.operations.posts import appoint, end_post

__all__ = [
    "appoint",
    "change_person",
    "create_person",
    "end_absence",
    "end_post",
    "hand_over",
    "leave",
    "record_absence",
]
