"""Words of the events of API keys."""

from caicach.foundation.audit.telling import event_words

event_words({"api.key_made": "Cấp khóa kết nối API", "api.key_revoked": "Thu hồi khóa kết nối API"})
