import { Component } from "@odoo/owl";
import { columnLoad, load, shownRange } from "./journal_layout";
import { clockText, durationText, initials, shiftsText } from "./journal_time";
import { STATES } from "./journal_states";

const { DateTime } = luxon;

/** A week: a row for each practitioner, each day as a strip of time. */
export class WeekBoard extends Component {
    static template = "clientele.JournalWeek";
    static props = { store: Object };

    setup() {
        this.initials = initials;
        this.shiftsText = shiftsText;
    }

    get columns() {
        return this.props.store.data.columns;
    }

    get range() {
        return shownRange(this.columns, this.props.store.whole);
    }

    get days() {
        return [...new Set(this.columns.map((column) => column.day))].sort().map((day) => {
            const date = DateTime.fromISO(day);
            return {
                day,
                weekday: date.toLocaleString({ weekday: "short" }),
                date: date.toLocaleString({ day: "numeric", month: "short" }),
            };
        });
    }

    get rows() {
        const people = new Map(this.columns.map((column) => [column.resource_id, column]));
        return [...people.values()].map((person) => ({
            person,
            cells: this.columns
                .filter((column) => column.resource_id === person.resource_id)
                .sort((one, other) => (one.day < other.day ? -1 : 1)),
        }));
    }

    amount(column) {
        const amount = columnLoad(column);
        return { ...amount, percent: load(amount), free: durationText(Math.max(0, amount.working - amount.booked)) };
    }

    span({ start, stop }) {
        const { from, to } = this.range;
        const part = (minute) => (100 * (Math.min(Math.max(minute, from), to) - from)) / (to - from);
        return `left: ${part(start)}%; width: ${part(stop) - part(start)}%`;
    }

    visitText(visit, column) {
        const client = this.props.store.client(visit.client_id);
        return `${clockText(visit.start, column.marks)} ${client.name}, ${visit.service}, ${STATES[visit.state].text}`;
    }

    openDay(day) {
        this.props.store.show({ scale: "day", day, person: false });
    }

    openPerson(person) {
        this.props.store.show({ person });
    }
}
