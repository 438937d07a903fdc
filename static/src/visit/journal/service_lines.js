import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { minuteOfWall, priceOf, reorder, withPractitioner } from "./booking_lines";
import { wallMinute } from "./journal_layout";

/** The services of a visit that is being booked: when, by whom, how long; they follow each other. */
export class ServiceLines extends Component {
    static template = "clientele.JournalServices";
    static props = {
        lines: Array,
        start: Number,
        wall: Object,
        money: Function,
        onChange: Function,
        onStart: Function,
    };

    price(line) {
        return this.props.money(priceOf(line));
    }

    performers(line) {
        return [{ id: 0, name: _t("Anyone") }, ...line.service.performers];
    }

    /** "14:05", as the browser's field for times wants it */
    clock(line) {
        const wall = wallMinute(line.start, this.props.wall.marks);
        return [Math.floor(wall / 60), wall % 60].map((part) => String(part).padStart(2, "0")).join(":");
    }

    change(line, values) {
        this.props.onChange(this.props.lines.map((one) => (one.key === line.key ? { ...line, ...values } : one)));
    }

    setPractitioner(line, value) {
        this.change(line, withPractitioner(line, Number(value)));
    }

    setMinutes(line, value) {
        const minutes = Math.round(Number(value));
        if (minutes > 0) {
            this.change(line, { minutes });
        }
    }

    /** The first line moves the visit; another one gets a start of its own. */
    setClock(line, value) {
        const [hours, minutes] = value.split(":").map(Number);
        const { marks, length } = this.props.wall;
        const start = minuteOfWall(hours * 60 + minutes, marks, length);
        if (start === false || Number.isNaN(start)) {
            return;
        }
        if (line.key === this.props.lines[0].key) {
            this.props.onStart(start);
        } else {
            this.change(line, { start, own: true });
        }
    }

    remove(line) {
        this.props.onChange(this.props.lines.filter((one) => one.key !== line.key));
    }

    turn(line, turn) {
        this.props.onChange(reorder(this.props.lines, line.key, turn));
    }
}
