import { browser } from "@web/core/browser/browser";
import { router } from "@web/core/browser/router";
import { _t } from "@web/core/l10n/translation";
import { getStartOfLocalWeek } from "@web/core/l10n/dates";
import { KeepLast } from "@web/core/utils/concurrency";
import { STEPS } from "./journal_layout";

const { DateTime } = luxon;

const MODEL = "clientele.journal";
const MEMORY = "clientele.journal";
const KEPT = ["branch", "scale", "person", "everyone", "whole", "step"];
export const SCALES = { day: _t("Day"), week: _t("Week"), month: _t("Month") };

/** What the journal shows, and every change that is made from it. The screen reads it and redraws. */
export class JournalStore {
    constructor({ orm, notification }) {
        this.orm = orm;
        this.notification = notification;
        this.keepLast = new KeepLast();
        this.branch = false;
        this.scale = "day";
        this.day = false;
        this.person = false;
        this.everyone = false;
        this.whole = false;
        this.step = STEPS.at(-1);
        this.setup = {};
        this.data = false;
        this.loading = false;
    }

    // ------------------------------------------------------------ what to show

    /** Take up where the user was: the address first, then what came back with "Back", then the last time. */
    async start(state = {}) {
        const kept = JSON.parse(browser.localStorage.getItem(MEMORY) || "{}");
        const { day, scale, branch, person } = router.current;
        const address = Object.fromEntries(
            Object.entries({ day, scale, branch, person }).filter(([, value]) => value !== undefined)
        );
        Object.assign(this, kept, state, address);
        this.setup = await this.orm.call(MODEL, "get_setup");
        if (!this.setup.branches.some((branch) => branch.id === this.branch)) {
            this.branch = this.setup.default_branch;
            this.person = false;
        }
        if (!(this.scale in SCALES)) {
            this.scale = "day";
        }
        await this.load();
    }

    get position() {
        return { branch: this.branch, scale: this.scale, day: this.day, person: this.person };
    }

    async show(changes) {
        Object.assign(this, changes);
        await this.load();
        this.remember();
    }

    remember() {
        const kept = Object.fromEntries(KEPT.map((name) => [name, this[name]]));
        browser.localStorage.setItem(MEMORY, JSON.stringify(kept));
        router.replaceState({ ...this.position, person: this.person || undefined });
    }

    async load() {
        this.loading = true;
        try {
            const view = this.view;
            const data = await this.keepLast.add(this.fetch(view));
            this.data = { ...data, view };
            this.day = data.day;
            this.loadedAt = DateTime.now();
        } finally {
            this.loading = false;
        }
    }

    /** How the chosen period is drawn: the week of one person has columns as a day has. */
    get view() {
        return this.scale === "week" && this.person ? "person_week" : this.scale;
    }

    fetch(view) {
        const { branch, day, person } = this;
        const args = {
            day: [branch, day, person, this.everyone],
            person_week: [branch, this.weekStart, person, day],
            week: [branch, this.weekStart, day],
            month: [branch, day, person],
        }[view];
        return this.orm.silent.call(MODEL, `get_${view}`, args);
    }

    /** Whether what has come from the server is columns of time. */
    get isGrid() {
        return ["day", "person_week"].includes(this.data.view);
    }

    get weekStart() {
        const day = this.day ? DateTime.fromISO(this.day) : DateTime.now();
        return getStartOfLocalWeek(day).toISODate();
    }

    go(steps) {
        const day = DateTime.fromISO(this.day).plus({ [`${this.scale}s`]: steps });
        return this.show({ day: day.toISODate() });
    }

    goToday() {
        return this.show({ day: this.data.today });
    }

    get columns() {
        return this.isGrid ? this.data.columns : [];
    }

    client(id) {
        return this.data.clients[id] || { name: _t("Anonymous") };
    }

    /** The present minute of the branch's day, as time goes by. */
    get now() {
        return this.data.now + Math.floor(DateTime.now().diff(this.loadedAt, "minutes").minutes);
    }

    // ------------------------------------------------------------ changes

    /**
     * Ask the server for a change, then show what is there now.
     * @returns {Object|false} the answer; false where the time was taken, which is told
     */
    async change(method, args) {
        try {
            const answer = await this.orm.call(MODEL, method, args);
            if (answer?.taken) {
                this.notification.add(answer.taken, { type: "danger", title: _t("Just taken") });
                return false;
            }
            return answer;
        } finally {
            await this.load();
        }
    }

    /** A visit's services move together, unless this one moves alone. */
    async move(visit, plan, alone = false) {
        const column = this.columns[plan.column];
        const to = { resource_id: column.resource_id, day: column.day, start: plan.start };
        const undo = await this.change("move", [visit.id, to, alone]);
        if (undo) {
            this.offerUndo(visit, undo);
        }
        return undo;
    }

    async stretch(visit, stop) {
        const undo = await this.change("stretch", [visit.id, stop - visit.from]);
        if (undo) {
            this.offerUndo(visit, undo);
        }
    }

    /** Give a service to whoever is least busy then. */
    async assign(lineId) {
        const undo = await this.change("assign", [lineId]);
        if (undo) {
            this.offerUndo({ id: lineId }, undo);
        }
    }

    offerUndo(visit, undo) {
        const close = this.notification.add(undo.text, {
            type: "success",
            buttons: [
                {
                    name: _t("Undo"),
                    primary: true,
                    onClick: () => {
                        close();
                        return this.change("undo", [visit.id, undo.before]);
                    },
                },
            ],
        });
    }

    setState(visitId, state, reason = "") {
        return this.change("set_state", [visitId, state, reason]);
    }
}
