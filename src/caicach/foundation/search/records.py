"""What search calls its answers in the read log."""

from caicach.foundation.audit.telling import read_words

read_words({"search.people": "Người trong kết quả tìm kiếm"})
