"""What notices tells the log."""

from caicach.foundation.audit.telling import event_words

event_words({"notices.urged": "Đôn đốc"})
