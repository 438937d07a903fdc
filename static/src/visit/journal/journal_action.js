import { Component, onMounted, onWillStart, onWillUnmount, useExternalListener, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { DayGrid } from "./day_grid";
import { useJournalDesk } from "./journal_desk";
import { JournalHelp } from "./journal_help";
import { isForJournal } from "./journal_keys";
import { STEPS } from "./journal_layout";
import { MonthBoard } from "./month_board";
import { JournalStore, SCALES } from "./journal_store";
import { dayTitle } from "./journal_time";
import { WeekBoard } from "./week_board";

const { DateTime } = luxon;
const REFRESH = 30000; // ms
const MORNING = 9 * 60;

/** Reception's calendar: a day with a column per practitioner, a week, a month. */
export class JournalAction extends Component {
    static template = "clientele.Journal";
    static components = { DateTimeInput, DayGrid, Dropdown, DropdownItem, Layout, MonthBoard, WeekBoard };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.ui = useService("ui");
        this.store = useState(
            new JournalStore({ orm: useService("orm"), notification: useService("notification") })
        );
        this.desk = useJournalDesk(this.store);
        this.display = { controlPanel: {} };
        this.scales = SCALES;
        this.steps = STEPS;
        this.env.config.setDisplayName(this.props.action.name);
        useSetupAction({ getLocalState: () => this.store.position });
        useExternalListener(window, "keydown", (ev) => this.onKeydown(ev));
        useExternalListener(document, "visibilitychange", () => this.refresh());
        onWillStart(() => this.store.start(this.props.state));
        onMounted(() => {
            browser.setTimeout(() => this.store.remember());
            this.timer = browser.setInterval(() => this.refresh(), REFRESH);
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
    }

    /** What others changed comes in by itself, except while somebody looks away or is in the middle of something. */
    async refresh() {
        if (document.visibilityState === "visible" && !this.isBusy) {
            await this.store.load();
        }
    }

    get isBusy() {
        return this.store.loading || this.store.dragging || this.ui.activeElement !== document;
    }

    // ------------------------------------------------------------ what the bar shows

    get title() {
        const { store } = this;
        return store.scale === "day" ? dayTitle(store.day, this.ui.isSmall) : this.periodTitle;
    }

    get data() {
        return this.store.data;
    }

    get periodTitle() {
        const first = DateTime.fromISO(this.store.day);
        if (this.store.scale === "month") {
            return first.toLocaleString({ month: "long", year: "numeric" });
        }
        const start = DateTime.fromISO(this.store.weekStart);
        const format = { day: "numeric", month: "short", year: "numeric" };
        return `${start.toLocaleString(format)} – ${start.plus({ days: 6 }).toLocaleString(format)}`;
    }

    get pickedDay() {
        return DateTime.fromISO(this.store.day);
    }

    get branchName() {
        return this.data.branch.name;
    }

    get person() {
        return this.data.people.find((person) => person.id === this.store.person);
    }

    pickDay(day) {
        if (day && day.toISODate() !== this.store.day) {
            this.store.show({ day: day.toISODate() });
        }
    }

    // ------------------------------------------------------------ keys

    onKeydown(ev) {
        if (!isForJournal(ev, this.ui)) {
            return;
        }
        const act = {
            t: () => this.store.goToday(),
            PageUp: () => this.store.go(-1),
            PageDown: () => this.store.go(1),
            "?": () => this.showHelp(),
        }[ev.key];
        if (act) {
            ev.preventDefault();
            act();
        }
    }

    /** A visit without a place chosen first: now, if it is today, else in the morning. */
    newVisit() {
        const [column] = this.store.columns;
        const now = Math.ceil(this.store.now / 15) * 15;
        const today = this.store.day === this.data.today;
        const shift = this.store.columns.find((one) => one.shifts.length)?.shifts[0];
        this.desk.book({
            day: column ? column.day : this.store.day,
            start: today && now < 20 * 60 ? now : shift ? shift.start : MORNING,
            resourceId: this.store.person || 0,
        });
    }

    get emptiness() {
        if (!this.data.people.length) {
            return "people";
        }
        const { days, columns } = this.data;
        const works = days ? days.some((day) => day.working) : columns.some((column) => column.shifts.length);
        return works ? "" : "shifts";
    }

    showHelp() {
        this.dialog.add(JournalHelp, {});
    }

    openAction(name) {
        this.action.doAction(`clientele.${name}`);
    }
}

registry.category("actions").add("clientele_journal", JournalAction);
