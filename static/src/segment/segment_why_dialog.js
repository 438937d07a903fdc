import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";

/** Why a client is in or out: each condition with what decided it, and the records to look at. */
export class SegmentWhyDialog extends Component {
    static template = "clientele.SegmentWhyDialog";
    static components = { Dialog };
    static props = { close: Function, why: Object, open: Function };

    get title() {
        const { found, name } = this.props.why;
        return found ? _t("%s is in", name) : _t("%s is out", name);
    }

    holds(block) {
        return block.every((condition) => condition.met);
    }
}
