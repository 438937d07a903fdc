import { Component, onWillStart, useState } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { follow, makeLine, totals } from "./booking_lines";
import { ClientPicker } from "./client_picker";
import { durationText } from "./journal_time";
import { NextTimes } from "./next_times";
import { SearchBox } from "./search_box";
import { ServiceLines } from "./service_lines";

const { DateTime } = luxon;
const MODEL = "clientele.journal";

/** Books a visit: who, what, with whom and when. */
export class VisitDialog extends Component {
    static template = "clientele.JournalVisitDialog";
    static components = { ClientPicker, DateTimeInput, Dialog, NextTimes, SearchBox, ServiceLines };
    static props = {
        close: Function,
        branch: Object,
        setup: Object,
        day: String,
        start: Number,
        minutes: { type: Number, optional: true },
        resourceId: { type: Number, optional: true },
        client: { type: [Object, Boolean], optional: true },
        services: { type: Array, optional: true },
        onBooked: Function,
        onBlock: { type: Function, optional: true },
    };
    static defaultProps = { client: false, services: [], resourceId: 0, minutes: 0 };

    setup() {
        this.orm = useService("orm");
        this.state = useState({
            client: this.props.client,
            day: this.props.day,
            wall: { marks: [], length: 1440 },
            start: this.props.start,
            lines: [],
            note: "",
            source: "phone",
            next: false,
            taken: "",
            reason: "",
            problem: "",
            saving: false,
        });
        this.sources = [
            ["phone", _t("Phone")],
            ["back_office", _t("At the desk")],
        ];
        onWillStart(async () => {
            await this.setDay(this.props.day);
            this.setLines(
                this.props.services.map(({ service, ...values }) => makeLine(service, { start: 0, ...values }))
            );
        });
    }

    call(method, ...args) {
        return this.orm.call(MODEL, method, args);
    }

    get title() {
        return _t("New visit in %s", this.props.branch.name);
    }

    get pickedDay() {
        return DateTime.fromISO(this.state.day);
    }

    get totals() {
        return totals(this.state.lines);
    }

    get totalText() {
        const { price, minutes } = this.totals;
        return `${this.money(price)} · ${durationText(minutes)}`;
    }

    money(amount) {
        return formatCurrency(amount, this.props.setup.currency_id);
    }

    get mayOverbook() {
        return Boolean(this.state.taken) && this.props.setup.may_overbook;
    }

    // ------------------------------------------------------------ who

    findClients(text) {
        return this.call("find_clients", this.props.branch.id, text);
    }

    setClient(client) {
        this.state.client = client;
    }

    // ------------------------------------------------------------ what

    findServices(text) {
        return this.call("find_services", this.props.branch.id, text);
    }

    /** A package brings all of its services. */
    addService(item) {
        const added = (item.services || [{ service: item }]).map(({ service, ...values }) =>
            makeLine(service, {
                resource_id: this.state.lines.at(-1)?.resource_id ?? this.props.resourceId,
                start: 0,
                minutes: item.services || this.state.lines.length ? 0 : this.wantedMinutes(service),
                ...values,
            })
        );
        this.setLines([...this.state.lines, ...added]);
    }

    /** Who dragged over more than the service takes wants so much. */
    wantedMinutes(service) {
        return this.props.minutes > service.minutes ? this.props.minutes : 0;
    }

    setLines(lines) {
        Object.assign(this.state, { lines: follow(lines, this.state.start), taken: "", next: false });
    }

    // ------------------------------------------------------------ when

    async setDay(day) {
        this.state.wall = await this.call("get_wall", this.props.branch.id, day);
        Object.assign(this.state, { day, taken: "", next: false });
    }

    pickDay(day) {
        if (day) {
            return this.setDay(day.toISODate());
        }
    }

    setStart(start) {
        const later = start - this.state.start;
        this.state.start = start;
        this.setLines(this.state.lines.map((line) => (line.own ? { ...line, start: line.start + later } : line)));
    }

    async findTimes(start) {
        const { branch } = this.props;
        this.state.next = await this.call("next_times", branch.id, this.state.day, this.services, start);
    }

    async chooseTime(time) {
        if (time.day !== this.state.day) {
            await this.setDay(time.day);
        }
        this.state.lines = this.state.lines.map((line) => ({ ...line, own: false }));
        this.setStart(time.start);
    }

    // ------------------------------------------------------------ booking

    get services() {
        return this.state.lines.map(({ service, resource_id, start, minutes, package_id }) => ({
            product_id: service.id,
            package_id,
            resource_id,
            start,
            minutes,
        }));
    }

    get missing() {
        const { client, lines } = this.state;
        if (!client || (client.isNew && !(client.name || client.phone || client.email))) {
            return _t("Choose the client, or type a name, phone or e-mail.");
        }
        return lines.length ? "" : _t("Add a service.");
    }

    get values() {
        const { client, day, note, source } = this.state;
        const { name, phone, email } = client;
        return {
            branch_id: this.props.branch.id,
            day,
            services: this.services,
            note,
            source,
            ...(client.isNew ? { client: { name, phone, email } } : { partner_id: client.id }),
        };
    }

    bookIfReady() {
        if (this.state.lines.length) {
            this.book();
            return true;
        }
    }

    async book(overbook_reason = "") {
        this.state.problem = this.missing;
        if (this.state.problem || this.state.saving) {
            return;
        }
        this.state.saving = true;
        try {
            const answer = await this.call("book", { ...this.values, overbook_reason });
            if (answer.taken) {
                Object.assign(this.state, answer);
            } else {
                this.props.onBooked(answer, this.state.day);
                this.props.close();
            }
        } finally {
            this.state.saving = false;
        }
    }

    block() {
        this.props.close();
        this.props.onBlock();
    }

    overbook() {
        if (this.state.reason.trim()) {
            return this.book(this.state.reason.trim());
        }
        this.state.problem = _t("Say why this time is booked twice.");
    }
}
