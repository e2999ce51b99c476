"""The final PDF of a paper (bản PDF), set by typst. Only the worker imports this module.

The font must carry every Vietnamese letter and be there without the operating system: Noto Serif
from its package, condensed to 87.5 % because that is the width of Times New Roman, so lines and
tables break as in the DOCX. A province with a licence for Times New Roman names its folder in
`PAPERS_FONT_DIR`.
"""

import json
from functools import cache
from pathlib import Path
from typing import Literal

import fontpkg
import typst

from caicach.foundation.papers.composition import compose
from caicach.foundation.papers.paper import Paper

TEMPLATE = Path(__file__).parent / "paper.typ"
FALLBACK, OFFICIAL = "Noto Serif", "Times New Roman"
CONDENSED, UPRIGHT = 87.5, 100.0
ARCHIVAL: Literal["a-2u"] = "a-2u"
PLAIN: Literal["1.7"] = "1.7"


def render_pdf(paper: Paper, *, font_dir: Path | None = None) -> bytes:
    """Return the paper as PDF/A-2u: fonts embedded, text selectable with its marks (plain PDF 1.7 when
    it holds a sign that no font of ours has).

    The same paper gives the same bytes: no clock is read. Nothing is fetched: the template is ours,
    packages are never looked up, fonts come from their package and `font_dir` alone.
    """
    fonts = _fonts(font_dir)
    has_official = OFFICIAL in fonts.families()
    chosen = {
        "families": [OFFICIAL, FALLBACK] if has_official else [FALLBACK],
        "stretch": UPRIGHT if has_official else CONDENSED,
    }
    inputs = {"paper": json.dumps(compose(paper)), "fonts": json.dumps(chosen)}
    try:
        return _compiled(inputs, fonts, ARCHIVAL)
    except typst.TypstError as error:
        # a sign that the font lacks (an emoji pasted in) is drawn as a box; the archival standard forbids that
        if "could not be displayed" not in str(error):
            raise
        return _compiled(inputs, fonts, PLAIN)


def _compiled(inputs: dict[str, str], fonts: typst.Fonts, standard: Literal["a-2u", "1.7"]) -> bytes:
    made = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=[standard],
        timestamp=0,
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single PDF")
    return made


@cache
def _fonts(font_dir: Path | None) -> typst.Fonts:
    folders = sorted({str(file.path.parent) for file in fontpkg.family(FALLBACK).files})
    own = [str(font_dir)] if font_dir else []
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[*own, *folders])
