"""The minutes on paper: calm, in French, with their number and hash at the foot of each page, and places to sign."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override
from fpdf.fonts import FontFace

from applications.jury.minutes_interviews import interviews
from applications.jury.proceedings import Inputs
from applications.models import Decision
from applications.models.ballot import Choice, Result
from portal.web.paper import GREY, INK, MARGIN, Paper
from portal.web.words import day, hour, moment

OUTCOMES: dict[str, Any] = {
    Decision.Outcome.ADMITTED: gettext_lazy("Admission"),
    Decision.Outcome.WAITING: gettext_lazy("Liste complémentaire"),
    Decision.Outcome.REFUSED: gettext_lazy("Non retenue"),
}
SIGNED = 38  # millimetres for one signature
KEYWORD = "galon-pv"
FIRST_SHOWN = 16  # signs of the hash at the foot; the whole of it is on the last page and in the file's own facts


class Minutes(Paper):
    """Paper whose foot says which record it is a page of."""

    def __init__(self, *, name: str, found: str, at: datetime) -> None:
        self.name, self.found = name, found
        super().__init__(title=_("Procès-verbal du jury"), language="fr", at=at)
        self.set_subject(name)
        self.set_keywords(f"{KEYWORD} {name} sha256:{found}")

    def footer(self) -> None:
        self.set_y(-16)
        self.set_font("sans", "", 8.5)
        self.set_text_color(*GREY)
        self.cell(0, 5, f"{self.name} · SHA-256 {self.found[:FIRST_SHOWN]}…")
        self.set_x(MARGIN)
        self.cell(0, 5, _("page %(n)s sur {nb}") % {"n": self.page_no()}, align="R")

    def rows(
        self, heads: Sequence[str], widths: Sequence[int], lines: Iterable[Sequence[str]], right: str = ""
    ) -> None:
        """A table with hairlines; `right` has one R for each column of figures, L for words."""
        self.set_font("sans", "", 9)
        self.set_text_color(*INK)
        self.set_draw_color(*GREY)
        self.set_line_width(0.1)
        self.set_fill_color(255, 255, 255)
        with self.table(
            col_widths=tuple(widths),
            text_align=tuple("RIGHT" if sign == "R" else "LEFT" for sign in right),
            borders_layout="HORIZONTAL_LINES",
            line_height=5,
            padding=(0.6, 1.2),
            headings_style=self._heads(),
        ) as table:
            for line in [heads, *lines]:
                row = table.row()
                for words in line:
                    row.cell(words)
        self.ln(2)

    def place_to_sign(self, name: str, role: str, *, at_left: bool) -> None:
        """A name over a line, two side by side."""
        width = self.epw / 2 - 4
        if at_left and self.get_y() > self.h - MARGIN - SIGNED:
            self.add_page()
        top, left = self.get_y(), MARGIN + (0 if at_left else width + 8)
        for style, size, colour, words in (("B", 10.5, INK, name), ("", 9, GREY, role)):
            self.set_x(left)
            self.set_font("sans", style, size)
            self.set_text_color(*colour)
            self.cell(width, 5.5, words, new_x="LEFT", new_y="NEXT")
        self.set_x(left)
        self.cell(width, 5.5, _("Date et signature :"))
        self.set_draw_color(*GREY)
        self.line(left, top + SIGNED - 6, left + width, top + SIGNED - 6)
        self.set_y(top if at_left else top + SIGNED)

    @staticmethod
    def _heads() -> Any:
        return FontFace(family="sans", emphasis="B", size_pt=8.5, color=GREY)


def printed(inputs: Inputs, *, name: str, found: str, at: datetime) -> bytes:
    """Print the record of one campaign, in French whoever asks for it."""
    with override("fr"):
        paper = Minutes(name=name, found=found, at=at)
        _opening(paper, inputs, at)
        _ranking(paper, inputs)
        interviews(paper, inputs)
        _reasons(paper, inputs)
        for sitting in inputs["sittings"]:
            _sitting(paper, inputs, sitting)
        _method(paper, inputs)
        _signatures(paper, inputs)
        return paper.pdf()


def _opening(paper: Minutes, inputs: Inputs, at: datetime) -> None:
    campaign, decisions = inputs["campaign"], inputs["decisions"]
    paper.fact(_("Référence"), paper.name)
    paper.fact(_("Programme"), _("Partenariat Grandes Écoles de l’armée de Terre"))
    paper.fact(_("École"), settings.SCHOOL_NAME)
    paper.fact(_("Campagne"), campaign["name"])
    paper.fact(_("Places"), str(campaign["places"]))
    for outcome, words in OUTCOMES.items():
        paper.fact(str(words), str(sum(one["outcome"] == outcome for one in decisions)))
    published = campaign["published_at"]
    paper.fact(_("Résultats"), _published(published))
    paper.fact(_("Établi le"), moment(at))


def _published(at: str | None) -> str:
    if at is None:
        return _("pas encore publiés : ces décisions sont des projets")
    return _("publiés le %(when)s") % {"when": moment(datetime.fromisoformat(at))}


def _ranking(paper: Minutes, inputs: Inputs) -> None:
    files = {file["file"]: file for file in inputs["files"]}
    standings = {row["file"]: row for row in (inputs["figures"] or {"standings": []})["standings"]}
    paper.part(_("Classement et décisions"))
    heads = [_("Rang"), _("Dossier"), _("Candidature"), _("Note sur 100"), _("Ajustée"), _("80 %"), _("Décision")]
    lines = [_line(one, files[one["file"]], standings.get(one["file"])) for one in inputs["decisions"]]
    paper.rows(heads, (11, 19, 38, 15, 16, 15, 40), lines, right="RLLRRRL")
    paper.small(
        _(
            "Note sur 100, qui fait l’ordre. Ajustée : la même sans la sévérité des personnes qui ont lu ; 80 % : le "
            "rang le plus haut et le plus bas dans huit tirages sur dix. Ces deux colonnes sont un avis."
        )
    )


def _line(decision: Inputs, file: Inputs, standing: Inputs | None) -> list[str]:
    outcome = str(OUTCOMES[decision["outcome"]])
    return [
        str(decision["rank"]),
        file["number"],
        file["name"],
        _tenth(file["total"]),
        _tenth(standing["adjusted"] if standing else None),
        f"{standing['low']}–{standing['high']}" if standing and standing["low"] else "–",
        f"{outcome}, {decision['waiting_rank']}" if decision["waiting_rank"] else outcome,
    ]


def _reasons(paper: Minutes, inputs: Inputs) -> None:
    numbers = _numbers(inputs)
    ties = [one for one in inputs["decisions"] if one["tie_reason"]]
    reasons = [one for one in inputs["decisions"] if one["reason"]]
    if ties:
        paper.part(_("Égalités départagées"))
        paper.rows([_("Dossier"), _("Motif")], (20, 118), [[numbers[o["file"]], o["tie_reason"]] for o in ties], "LL")
    if reasons:
        paper.part(_("Motifs donnés aux personnes"))
        paper.rows([_("Dossier"), _("Motif")], (20, 118), [[numbers[o["file"]], o["reason"]] for o in reasons], "LL")


def _sitting(paper: Minutes, inputs: Inputs, sitting: Inputs) -> None:
    numbers = _numbers(inputs)
    paper.part(_("Séance du %(day)s") % {"day": day(date.fromisoformat(sitting["held_on"]))})
    paper.fact(_("Présidence"), sitting["president"])
    paper.fact(_("Ouverture"), _clock(sitting["opened_at"]))
    paper.fact(_("Levée"), _clock(sitting["closed_at"]) if sitting["closed_at"] else _("pas encore"))
    there = [one for one in sitting["members"] if one["arrived_at"]]
    paper.fact(_("Quorum"), _quorum(sitting["quorum"], len(there)))
    paper.ln(2)
    heads = [_("Membre"), _("Arrivée"), _("Départ")]
    lines = [
        [one["name"], _clock(one["arrived_at"]) or _("absence"), _clock(one["left_at"])] for one in sitting["members"]
    ]
    paper.rows(heads, (80, 29, 29), lines, "LLL")
    discussed = [one for one in sitting["discussed"] if one["decided_at"]]
    if discussed:
        heads = [_("Dossier décidé"), _("Heure"), _("Dans la salle"), _("Sorties pour incompatibilité")]
        lines = [
            [numbers.get(o["file"], "–"), _clock(o["decided_at"]), str(o["inside"]), str(o["out"])] for o in discussed
        ]
        paper.rows(heads, (30, 24, 34, 50), lines, "LLRR")
    if sitting["ballots"]:
        heads = [_("Vote sur"), _("Question"), _("Pour"), _("Contre"), _("Abst."), _("Résultat")]
        lines = [_ballot(one, numbers) for one in sitting["ballots"]]
        paper.rows(heads, (20, 50, 11, 13, 11, 33), lines, "LLRRRL")


def _ballot(ballot: Inputs, numbers: dict[int, str]) -> list[str]:
    counts = ["–" if ballot[side] is None else str(ballot[side]) for side in ("for", "against", "abstain")]
    return [numbers.get(ballot["file"], "–"), ballot["question"], *counts, _result(ballot)]


def _result(ballot: Inputs) -> str:
    if ballot["result"] is None:
        return _("sans suite") if ballot["given_up"] else _("ouvert")
    words = str(Result(ballot["result"]).label)
    if ballot["casting"]:
        return _("%(result)s, voix prépondérante : %(choice)s") % {
            "result": words,
            "choice": str(Choice(ballot["casting"]).label).lower(),
        }
    return words


def _method(paper: Minutes, inputs: Inputs) -> None:
    paper.add_page()
    paper.part(_("Ce qui a été calculé, et comment"))
    campaign, share = inputs["campaign"], inputs["campaign"]["interview_share"]
    paper.paragraph(
        _(
            "La note d’une lecture est la moyenne de ses critères, pondérée et ramenée à 100 ; un critère sans objet "
            "ne compte ni dans la somme ni dans les poids. La note d’un dossier est la moyenne de ses lectures "
            "terminées."
        )
    )
    if share:
        paper.paragraph(
            _("L’entretien compte pour %(share)s %% de la note des personnes entendues, les lectures pour le reste.")
            % {"share": share}
        )
    for rubric in inputs["rubrics"]:
        _rubric(paper, rubric)
    _figures(paper, inputs)
    paper.fact(_("Dossiers"), str(len(inputs["files"])))
    paper.fact(_("Lectures terminées"), f"{len(inputs['readings'])} ({campaign['readings_per_file']} / dossier)")
    paper.fact(_("Incompatibilités déclarées"), str(inputs["conflicts"]))
    paper.fact(_("Version du calcul"), inputs["scoring"])
    paper.ln(3)
    paper.small(
        _(
            "Le portail garde toutes les notes de ce procès-verbal, les personnes qui ont lu y étant des numéros. La "
            "commande « manage.py verify_minutes » relit ce fichier, refait les calculs et dit s’il est conforme."
        )
    )
    paper.small(_("Empreinte SHA-256 des données : %(hash)s") % {"hash": paper.found})


def _rubric(paper: Minutes, rubric: Inputs) -> None:
    use, version = rubric["key"].split(".")
    title = _("Grille d’entretien, version %(n)s") if use == "interview" else _("Grille de lecture, version %(n)s")
    paper.fact(title % {"n": version}, rubric["reason"] or " ")
    lines = [
        [
            one["name"],
            one["weight"].replace(".", ",") if one["counted"] else _("ne compte pas"),
            f"{one['lowest']}–{one['highest']}",
        ]
        for one in rubric["criteria"]
    ]
    paper.rows([_("Critère"), _("Poids"), _("Notes")], (90, 28, 20), lines, "LRR")


def _figures(paper: Minutes, inputs: Inputs) -> None:
    figures = inputs["figures"]
    if figures is None:
        return
    of = {name: value.replace(".", ",") for name, value in figures["variances"].items()}
    paper.paragraph(
        _(
            "Notes ajustées : modèle mixte note = moyenne + dossier + sévérité + reste, variances au maximum de "
            "vraisemblance restreinte (dossiers %(candidate)s, sévérité %(reader)s, reste %(residual)s). Intervalles : "
            "2 000 tirages, graine 0. Aucune note ajustée pour un dossier lu une seule fois, ou lu à part."
        )
        % of
    )


def _signatures(paper: Minutes, inputs: Inputs) -> None:
    paper.part(_("Signatures"))
    president = next((one["president"] for one in reversed(inputs["sittings"])), "")
    names = sorted({m["name"] for s in inputs["sittings"] for m in s["members"] if m["arrived_at"]} - {president})
    people = [(president, _("Présidence du jury")), *((name, _("Membre du jury")) for name in names)]
    for n, (name, role) in enumerate(people):
        paper.place_to_sign(name or "…", role, at_left=n % 2 == 0)


def _quorum(quorum: int, there: int) -> str:
    words = ngettext("%(quorum)s, %(n)s personne venue", "%(quorum)s, %(n)s personnes venues", there)
    return words % {"quorum": quorum, "n": there}


def _numbers(inputs: Inputs) -> dict[int, str]:
    return {file["file"]: file["number"] for file in inputs["files"]}


def _clock(at: str | None) -> str:
    return hour(datetime.fromisoformat(at)) if at else ""


def _tenth(value: str | None) -> str:
    return "–" if value is None else f"{float(value):.1f}".replace(".", ",")
