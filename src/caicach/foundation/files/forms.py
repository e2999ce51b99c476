"""The form beside a list of evidence."""

from django import forms

from caicach.foundation.files.rules import ALLOWED_WORDS, ENDINGS, Reference


class AttachForm(forms.Form):
    """A file, or what identifies a paper kept elsewhere."""

    file = forms.FileField(
        label="Tệp",
        required=False,
        help_text=f"{ALLOWED_WORDS}; tối đa 50 MB.",
        widget=forms.FileInput(
            attrs={"accept": ",".join(f".{e}" for endings in ENDINGS.values() for e in endings)}
        ),
    )
    title = forms.CharField(label="Tên tài liệu", max_length=500, required=False)
    number = forms.CharField(label="Số, ký hiệu", max_length=100, required=False)
    issued_on = forms.DateField(
        label="Ngày ban hành",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    issuer = forms.CharField(label="Nơi ban hành", max_length=200, required=False)
    link = forms.CharField(label="Đường dẫn", max_length=1000, required=False)

    def reference(self) -> Reference:
        """What the form says of a paper kept elsewhere."""
        values = self.cleaned_data
        day = values.get("issued_on")
        return Reference(values["number"], day.isoformat() if day else "", values["issuer"], values["link"])
