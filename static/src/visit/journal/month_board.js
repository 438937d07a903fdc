import { Component } from "@odoo/owl";
import { localization } from "@web/core/l10n/localization";
import { load } from "./journal_layout";
import { durationText } from "./journal_time";

const { DateTime } = luxon;

/** A month: each day with its visits, how full it is, and the hours that are left. */
export class MonthBoard extends Component {
    static template = "clientele.JournalMonth";
    static props = { store: Object };

    get weekdays() {
        const monday = DateTime.fromISO("2024-01-01");
        return [...Array(7).keys()].map((number) =>
            monday.plus({ days: localization.weekStart - 1 + number }).toLocaleString({ weekday: "short" })
        );
    }

    get days() {
        return this.props.store.data.days.map((day) => {
            const free = Math.max(0, day.working - day.booked);
            const percent = load(day);
            return {
                ...day,
                percent,
                number: Number(day.day.slice(-2)),
                free: durationText(free - (free % 15)),
                fullness: percent >= 90 ? "full" : percent >= 60 ? "busy" : "free",
            };
        });
    }

    /** Cells before the first day, so that it stands under its weekday. */
    get blanks() {
        const first = DateTime.fromISO(this.props.store.data.days[0].day);
        return [...Array((first.weekday - localization.weekStart + 7) % 7).keys()];
    }

    open(day) {
        this.props.store.show({ scale: "day", day });
    }
}
