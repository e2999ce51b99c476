"""A mail server that refuses one address: the fake at the edge."""

from smtplib import SMTPRecipientsRefused

from django.core.mail.backends.base import BaseEmailBackend


class Backend(BaseEmailBackend):
    def send_messages(self, email_messages):
        for letter in email_messages:
            if any(address.startswith("refused@") for address in letter.to):
                raise SMTPRecipientsRefused({letter.to[0]: (550, b"no")})
        return len(email_messages)
