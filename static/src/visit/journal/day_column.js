import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { lanes, toPixels } from "./journal_layout";
import { clockText, periodText } from "./journal_time";
import { VisitBlock } from "./visit_block";

const KINDS = {
    break: { icon: "fa-coffee", text: _t("Blocked") },
    class: { icon: "fa-users", text: _t("Class") },
    hold: { icon: "fa-hourglass-half", text: _t("Being booked online") },
    external: { icon: "fa-external-link", text: _t("Busy elsewhere") },
    visit: { icon: "fa-map-marker", text: _t("In another branch") },
};

/** A practitioner's day: working time in white, what is booked, and what is being dragged. */
export class DayColumn extends Component {
    static template = "clientele.JournalColumn";
    static components = { VisitBlock };
    static props = {
        column: Object,
        index: Number,
        clients: Object,
        range: Object,
        marks: Array,
        step: Number,
        now: { type: [Number, Boolean] },
        cursor: { type: [Object, Boolean] },
        plan: { type: [Object, Boolean] },
        lifted: { type: [Number, Boolean] },
        mayChange: Boolean,
        onOpen: Function,
        onBlock: Function,
    };

    setup() {
        this.clockText = clockText;
    }

    get places() {
        return lanes(this.props.column.visits);
    }

    get marks() {
        return this.props.column.marks;
    }

    /** Where this day's clock differs from the axis, it has its own hours. */
    get ownMarks() {
        const same = JSON.stringify(this.marks) === JSON.stringify(this.props.marks);
        return same ? [] : this.marks.filter(([minute]) => minute >= this.props.range.from && minute < this.props.range.to);
    }

    box(start, stop) {
        const { from, to } = this.props.range;
        const [first, last] = [Math.max(start, from), Math.min(stop, to)];
        return `top: ${toPixels(first - from)}px; height: ${toPixels(Math.max(0, last - first))}px`;
    }

    top(minute) {
        return `top: ${toPixels(minute - this.props.range.from)}px`;
    }

    client(visit) {
        return this.props.clients[visit.client_id] || { name: _t("Anonymous") };
    }

    kind(block) {
        return KINDS[block.kind];
    }

    blockText(block) {
        return `${block.name || this.kind(block).text}, ${periodText({ start: block.from, stop: block.to }, this.marks)}`;
    }

    get planText() {
        const { plan } = this.props;
        const why = { taken: _t("taken"), off: _t("outside of working hours") }[plan.conflict];
        return [periodText(plan, this.marks), why].filter(Boolean).join(" · ");
    }

    get cursorText() {
        const { cursor, column } = this.props;
        return `${column.name}, ${clockText(cursor.minute, this.marks)}, ${_t("new visit")}`;
    }

    isFocused(visit) {
        return Boolean(this.props.cursor) && this.props.cursor.lineId === visit.id;
    }
}
