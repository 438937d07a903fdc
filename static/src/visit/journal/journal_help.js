import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { STEPS_OF_STATE } from "./journal_states";

const KEYS = [
    { keys: ["←", "↑", "→", "↓"], text: _t("Go through times, visits and columns") },
    { keys: ["Enter"], text: _t("On a free time: new visit. On a visit: open it") },
    { keys: ["m"], text: _t("Move the visit: arrows, then Enter, or Escape to leave it") },
    { keys: ["+", "−"], text: _t("Make the visit longer or shorter") },
    { keys: ["b"], text: _t("Block the time") },
    { keys: ["t"], text: _t("Today") },
    { keys: ["Page up", "Page down"], text: _t("The day, week or month before or after") },
    { keys: ["?"], text: _t("This help") },
];

/** The keys of the journal. */
export class JournalHelp extends Component {
    static template = "clientele.JournalHelp";
    static components = { Dialog };
    static props = { close: Function };

    setup() {
        this.keys = KEYS;
        this.states = STEPS_OF_STATE;
        this.title = _t("Keys of the journal");
    }
}
