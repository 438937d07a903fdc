"""Run in Odoo: writes i18n/clientele.pot and brings the terms of the .po files to it.

Translations that are there stay, new terms come in empty, terms that are gone go.
"""

import io

import polib

from odoo.tools.translate import trans_export

from devtools import settings

FOLDER = settings.ROOT / "i18n"
TEMPLATE = FOLDER / f"{settings.MODULE}.pot"
DATES = ("POT-Creation-Date", "PO-Revision-Date")  # they would change at every run


def export() -> polib.POFile:
    buffer = io.BytesIO()
    trans_export(None, [settings.MODULE], buffer, "po", env)
    template = polib.pofile(buffer.getvalue().decode())
    for name in DATES:
        template.metadata.pop(name, None)
    return template


def merge(path, template: polib.POFile) -> int:
    """:return: number of terms without a translation"""
    catalogue = polib.pofile(str(path))
    known = {entry.msgid: entry.msgstr for entry in catalogue if not entry.obsolete}
    catalogue.clear()
    for entry in template:
        catalogue.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgstr=known.get(entry.msgid, ""),
                comment=entry.comment,
                occurrences=entry.occurrences,
                flags=entry.flags,
            )
        )
    catalogue.save(str(path))
    return len(catalogue.untranslated_entries())


FOLDER.mkdir(exist_ok=True)
made = export()
made.save(str(TEMPLATE))
print(f"{TEMPLATE.name}: {len(made)} terms")
for po in sorted(FOLDER.glob("*.po")):
    print(f"{po.name}: {merge(po, made)} terms to translate")
