"""The copies of a file's texts, as staff edits them."""

from typing import Any

from django import forms

from applications.models import Redaction
from applications.reading.seen import Text


class RedactionForm(forms.Form):
    """One copy a text, beside its original."""

    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, texts: dict[str, Text], version: int) -> None:
        copies = {name: text.words for name, text in texts.items()}
        super().__init__(data, initial={**copies, "seen": version})
        for name, text in texts.items():
            self.fields[name] = forms.CharField(
                label=text.title,
                required=False,
                strip=False,
                max_length=16_000,
                widget=forms.Textarea(attrs={"rows": min(24, 4 + len(text.words) // 70), "class": "form-control"}),
            )

    def copies(self) -> dict[str, str]:
        """What readers will see, its lines ended in one way."""
        return {name: self.cleaned_data[name].replace("\r\n", "\n") for name in Redaction.Field.values}
