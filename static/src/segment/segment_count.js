import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";
import { percent } from "./segment_draft";

/** A step of the waterfall: how many are left, as a number, a bar and a share, and how many the step took away. */
export class SegmentCount extends Component {
    static template = "clientele.SegmentCount";
    static props = {
        answer: { type: Object, optional: true },
        before: { type: Object, optional: true },
        everyone: { type: Object, optional: true },
        large: { type: Boolean, optional: true },
    };

    get known() {
        return this.props.answer?.count !== undefined;
    }

    get count() {
        return formatInteger(this.props.answer.count);
    }

    share(answer) {
        return percent(answer?.count || 0, this.props.everyone?.count);
    }

    get shareText() {
        return _t("%s %", this.share(this.props.answer));
    }

    get taken() {
        const { answer, before } = this.props;
        return before?.count !== undefined ? Math.max(0, before.count - answer.count) : 0;
    }

    get takenText() {
        return _t("%s left out", formatInteger(this.taken));
    }
}
