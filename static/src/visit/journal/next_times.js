import { Component } from "@odoo/owl";
import { is24HourFormat } from "@web/core/l10n/time";

const { DateTime } = luxon;

/** Free times to choose from by one click. */
export class NextTimes extends Component {
    static template = "clientele.JournalNextTimes";
    static props = { times: Array, onSelect: Function };

    text({ wall }) {
        const moment = DateTime.fromISO(wall, { setZone: true });
        const day = moment.toLocaleString({ weekday: "short", day: "numeric", month: "short" });
        return `${day}, ${moment.toFormat(is24HourFormat() ? "HH:mm" : "h:mm a")}`;
    }
}
