"""A sheet of paper: PDF pages in the portal's faces, with a title and a language for those who listen to them."""

from datetime import datetime
from pathlib import Path

import font_source_sans_pro
import font_source_serif_pro
from fpdf import FPDF

GREEN, INK, GREY = (30, 74, 53), (28, 31, 26), (85, 87, 77)
STRIPE = ((0, 12), (16, 8), (28, 64))  # the officer's stripe, cut at weeks 3 and 5
MARGIN = 24


class Paper(FPDF):
    """An A4 sheet with the stripe above its title."""

    def __init__(self, *, title: str, language: str, at: datetime) -> None:
        super().__init__(format="A4")
        self._load_faces()
        self.set_title(title)
        self.set_lang(language)
        self.set_creator("Galon")
        self.set_creation_date(at)
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(True, margin=MARGIN)
        self.add_page()
        self._stripe()
        self.heading(title)

    def heading(self, words: str) -> None:
        self.set_font("serif", "B", 22)
        self.set_text_color(*INK)
        self.multi_cell(0, 10, words, align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(4)

    def part(self, words: str) -> None:
        """The title of a part."""
        self.ln(4)
        self.set_font("serif", "B", 14)
        self.set_text_color(*INK)
        self.multi_cell(0, 7, words, align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(1)

    def paragraph(self, words: str) -> None:
        self.set_font("sans", "", 11.5)
        self.set_text_color(*INK)
        self.multi_cell(0, 6, words, align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(3)

    def fact(self, label: str, words: str) -> None:
        """One line: what it is, in grey, then its value."""
        self.set_font("sans", "", 11.5)
        self.set_text_color(*GREY)
        self.cell(58, 7, label)
        self.set_font("sans", "B", 11.5)
        self.set_text_color(*INK)
        self.multi_cell(0, 7, words, align="L", new_x="LMARGIN", new_y="NEXT")

    def small(self, words: str) -> None:
        self.set_font("sans", "", 9.5)
        self.set_text_color(*GREY)
        self.multi_cell(0, 5, words, align="L", new_x="LMARGIN", new_y="NEXT")

    def pdf(self) -> bytes:
        return bytes(self.output())

    def _load_faces(self) -> None:
        sans, serif = Path(font_source_sans_pro.font_directory), Path(font_source_serif_pro.font_directory)
        self.add_font("sans", "", sans / "SourceSansPro-Regular.otf")
        self.add_font("sans", "B", sans / "SourceSansPro-Semibold.otf")
        self.add_font("serif", "B", serif / "SourceSerifPro-Semibold.otf")

    def _stripe(self) -> None:
        self.set_fill_color(*GREEN)
        for start, length in STRIPE:
            self.rect(MARGIN + start * 0.3, MARGIN, length * 0.3, 1.5, style="F")
        self.set_y(MARGIN + 8)
