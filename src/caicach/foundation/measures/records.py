"""What others may know of closed periods."""

from caicach.foundation.audit.telling import event_words

event_words({"measures.closed": "Chốt số liệu của kỳ"})
