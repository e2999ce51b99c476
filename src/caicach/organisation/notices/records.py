"""What notices tells the log, and what is read with the account for the bell."""

from caicach.foundation.audit.telling import event_words
from caicach.organisation.access.queries import read_with_account
from caicach.organisation.notices.queries import unseen_of_account

event_words({"notices.urged": "Đôn đốc"})
read_with_account(unseen_notices=unseen_of_account())
