import { Component, onWillStart, useState } from "@odoo/owl";
import { is24HourFormat } from "@web/core/l10n/time";
import { useService } from "@web/core/utils/hooks";
import { durationText } from "./journal_time";
import { STATES, stepsFrom } from "./journal_states";
import { SearchBox } from "./search_box";

const { DateTime } = luxon;
const MODEL = "clientele.journal";

/** A visit with what is to know of its client, and everything that reception does with it. */
export class VisitPanel extends Component {
    static template = "clientele.JournalPanel";
    static components = { SearchBox };
    static props = {
        close: Function,
        visitId: Number,
        lineId: Number,
        store: Object,
        desk: Object,
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ visit: false, adding: false });
        this.durationText = durationText;
        onWillStart(() => this.load());
    }

    async load() {
        this.state.visit = await this.orm.call(MODEL, "get_visit", [this.props.visitId]);
    }

    get visit() {
        return this.state.visit;
    }

    get look() {
        return STATES[this.visit.state];
    }

    get steps() {
        return this.props.store.setup.may_change ? stepsFrom(this.visit.state) : [];
    }

    get when() {
        return this.moment(this.visit.start).toLocaleString({ weekday: "long", day: "numeric", month: "long" });
    }

    moment(wall) {
        return DateTime.fromISO(wall, { setZone: true });
    }

    clock(wall) {
        return this.moment(wall).toFormat(is24HourFormat() ? "HH:mm" : "h:mm a");
    }

    /** Whether somebody free could take it: what is over, or cancelled, stays with whom it is. */
    get mayAssign() {
        return this.steps.some((step) => step.state === "done");
    }

    setState(state) {
        this.props.close();
        this.props.desk.setState(this.props.visitId, state);
    }

    async assign() {
        this.props.close();
        await this.props.store.assign(this.props.lineId);
    }

    async repeat() {
        const { store, desk, close, visitId } = this.props;
        const repeat = await this.orm.call(MODEL, "get_repeat", [visitId]);
        const [first] = store.columns.flatMap((column) => column.visits).filter((one) => one.visit_id === visitId);
        const day = DateTime.fromISO(this.visit.start.slice(0, 10)).plus({ weeks: 4 });
        close();
        desk.book({ ...repeat, day: day.toISODate(), start: first ? first.from : 9 * 60 });
    }

    async findServices(text) {
        const found = await this.orm.call(MODEL, "find_services", [this.props.store.branch, text]);
        return found.filter((item) => !item.services);
    }

    async addService(service) {
        this.props.close();
        await this.props.store.change("add_service", [this.props.visitId, service.id]);
    }

    openForm() {
        this.props.close();
        this.props.desk.openForm(this.props.visitId);
    }
}
