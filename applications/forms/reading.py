"""The grid as a form: one level a criterion, or "the file does not allow a judgement"."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.models import Anchor, Criterion, Review, Score, Sheet, SheetScore

NOT_APPLICABLE = "na"


class LevelField(forms.ChoiceField):
    """The levels of one criterion, each with the behaviour it names."""

    def __init__(self, *, criterion: Criterion, words: Mapping[int, str], share: int, unjudged: Promise) -> None:
        self.criterion = criterion
        self.share = share  # of the total, in per cent
        levels = [(str(level), words.get(level, "")) for level in criterion.levels]
        super().__init__(
            label=criterion.name,
            choices=[*levels, (NOT_APPLICABLE, unjudged)],
            widget=forms.RadioSelect,
            required=False,
        )


class ReadingForm(forms.Form):
    """What one reader writes about one file. Fields that are not sent are left as they are."""

    comment = forms.CharField(
        label=_("Votre appréciation"),
        help_text=_("Facultative. Décrivez ce que vous avez lu, sans juger la personne."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    unjudged = _("Le dossier ne permet pas de juger")

    def __init__(
        self,
        data: Any = None,
        *,
        review: Review | Sheet,
        criteria: Collection[Criterion],
        anchors: Iterable[Anchor] = (),
        scores: Iterable[Score | SheetScore] = (),
    ) -> None:
        roots = {criterion.pk: criterion.root for criterion in criteria}
        given = {name_of(roots[score.criterion_id]): _written(score) for score in scores}
        super().__init__(data, initial={"comment": review.comment, **given})
        words: dict[int, dict[int, str]] = {criterion.pk: {} for criterion in criteria}
        for anchor in anchors:
            words[anchor.criterion_id][anchor.level] = anchor.words
        for criterion in criteria:
            share = _share(criterion, criteria)
            self.fields[name_of(criterion.root)] = LevelField(
                criterion=criterion, words=words[criterion.pk], share=share, unjudged=self.unjudged
            )

    def levels(self) -> Iterator[forms.BoundField]:
        return (field for field in self if isinstance(field.field, LevelField))

    def marks(self) -> dict[int, int | None]:
        """What was chosen, by criterion; None where the file does not allow a judgement."""
        return {
            field.field.criterion.pk: None if chosen == NOT_APPLICABLE else int(chosen)
            for field in self.levels()
            if isinstance(field.field, LevelField) and (chosen := self.cleaned_data[field.name])
        }

    def written(self) -> str | None:
        return self.cleaned_data["comment"] if "comment" in self.data else None

    def miss(self, criteria: Iterable[Criterion]) -> None:
        for criterion in criteria:
            self.add_error(
                name_of(criterion.root), _("Choisissez un niveau, ou dites qu’il n’est pas possible de juger.")
            )

    def current(self) -> str:
        """The criterion to open: the first that is wrong, else the first that is not judged."""
        names = [field.name for field in self.levels()]
        wrong = (name for name in names if self.is_bound and name in self.errors)
        empty = (name for name in names if not self[name].value())
        return next(wrong, next(empty, ""))


class SheetForm(ReadingForm):
    """The same grid, about somebody one has just met."""

    comment = forms.CharField(
        label=_("Votre appréciation"),
        help_text=_("Facultative. Notez ce que la personne a dit ou fait, pas ce que vous en déduisez."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    unjudged = _("L’entretien ne permet pas de juger")


class RecusalForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi ne pas lire ce dossier ?"),
        help_text=_("Une ligne suffit, par exemple « je connais cette personne ». L’équipe du programme la lira."),
        max_length=300,
    )


def name_of(criterion: int) -> str:
    """By the criterion's first version, so that a page opened before the weights changed still says the right thing."""
    return f"criterion-{criterion}"


def _share(criterion: Criterion, criteria: Iterable[Criterion]) -> int:
    whole = sum(one.weight for one in criteria if one.counted)
    return round(100 * criterion.weight / whole) if criterion.counted and whole else 0


def _written(score: Score | SheetScore) -> str:
    return NOT_APPLICABLE if score.not_applicable else str(score.value)
