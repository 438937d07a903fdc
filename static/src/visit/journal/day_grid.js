import { Component, useEffect, useExternalListener, useRef, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { DayColumn } from "./day_column";
import { useGridPointer } from "./grid_pointer";
import { cursorAt, focusedVisit, moveCursor, movePlan } from "./journal_cursor";
import { isForJournal } from "./journal_keys";
import { columnLoad, conflict, load, minuteAt, shownRange, toPixels } from "./journal_layout";
import { STEPS_OF_STATE } from "./journal_states";
import { durationText, hourText, initials, shiftsText } from "./journal_time";

const { DateTime } = luxon;
const SWIPE = 60; // pixels
const ARROWS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"];

/** Columns of time: one day of everybody, or the week of one. */
export class DayGrid extends Component {
    static template = "clientele.JournalGrid";
    static components = { DayColumn };
    static props = { store: Object, desk: Object };

    setup() {
        this.ui = useService("ui");
        this.scroll = useRef("scroll");
        this.state = useState({ cursor: false, plan: false, shown: false });
        this.hourText = hourText;
        this.shiftsText = shiftsText;
        this.initials = initials;
        useGridPointer({
            ref: this.scroll,
            begin: (grip) => this.lift(grip),
            drag: (grip) => this.carry(grip),
            drop: (grip) => this.drop(grip.alone),
            cancel: () => this.letGo(),
        });
        useExternalListener(window, "keydown", (ev) => this.onKeydown(ev));
        useEffect(
            () => this.scrollToStart(),
            () => [this.props.store.day, this.props.store.branch, this.props.store.scale]
        );
        useEffect(
            () => {
                const focused = this.scroll.el?.querySelector(".o_cj_focused");
                focused?.scrollIntoView({ block: "nearest", inline: "nearest" });
            },
            () => [this.state.cursor]
        );
        useEffect(
            () => this.anchorCursor(),
            () => [this.store.data]
        );
    }

    // ------------------------------------------------------------ what is shown

    get store() {
        return this.props.store;
    }

    get columns() {
        return this.store.columns;
    }

    /** On a phone there is room for one column. */
    get shownColumns() {
        const all = this.columns.map((column, index) => ({ column, index, key: `${column.resource_id}-${column.day}` }));
        return this.ui.isSmall ? all.filter(({ index }) => index === this.shownIndex) : all;
    }

    get shownIndex() {
        const first = this.columns.findIndex((column) => column.shifts.length);
        const wanted = this.state.shown === false ? Math.max(first, 0) : this.state.shown;
        return Math.min(wanted, this.columns.length - 1);
    }

    showBeside(turn) {
        const count = this.columns.length;
        this.state.shown = (this.shownIndex + turn + count) % count;
    }

    onTouchStart({ touches: [{ clientX, clientY }] }) {
        this.touch = { clientX, clientY };
    }

    /** On a phone, a swipe turns to the next column. */
    onTouchEnd({ changedTouches: [{ clientX, clientY }] }) {
        const [along, across] = [clientX - this.touch.clientX, clientY - this.touch.clientY];
        if (this.ui.isSmall && !this.state.plan && Math.abs(along) > SWIPE && Math.abs(along) > 2 * Math.abs(across)) {
            this.showBeside(along < 0 ? 1 : -1);
        }
    }

    get isWeek() {
        return this.store.data.view === "person_week";
    }

    get range() {
        return shownRange(this.columns, this.store.whole);
    }

    get height() {
        return toPixels(this.range.to - this.range.from);
    }

    /** The hours beside the columns: those of an ordinary day, if any of the days is one. */
    get marks() {
        return (this.columns.find((column) => column.length === 24 * 60) || this.columns[0]).marks;
    }

    get hours() {
        const { from, to } = this.range;
        return this.marks.filter(([minute]) => minute >= from && minute < to);
    }

    markStyle(minute) {
        return `top: ${toPixels(minute - this.range.from)}px`;
    }

    now(column) {
        const { now } = this.store;
        const { from, to } = this.range;
        return column.day === this.store.data.today && from <= now && now < to ? now : false;
    }

    dayName(column) {
        return DateTime.fromISO(column.day).toLocaleString({ weekday: "short", day: "numeric", month: "short" });
    }

    loadOf(column) {
        const amount = columnLoad(column);
        return {
            percent: load(amount),
            text: `${durationText(amount.booked)} / ${durationText(amount.working)}`,
        };
    }

    cursorIn(index) {
        return this.state.cursor && this.state.cursor.column === index ? this.state.cursor : false;
    }

    planIn(index) {
        return this.state.plan && this.state.plan.column === index ? this.state.plan : false;
    }

    get lifted() {
        return this.state.plan?.visit ? this.state.plan.visit.id : false;
    }

    get activeDescendant() {
        const { cursor } = this.state;
        return cursor ? (cursor.lineId ? `o_cj_line_${cursor.lineId}` : "o_cj_cursor") : undefined;
    }

    /** What was free may hold a visit by now, and the visit may be gone. */
    anchorCursor() {
        const { cursor } = this.state;
        if (cursor && !focusedVisit(this.columns, cursor)) {
            this.state.cursor = cursorAt(this.columns, Math.min(cursor.column, this.columns.length - 1), cursor.minute);
        }
    }

    scrollToStart() {
        const el = this.scroll.el;
        const today = this.columns.some((column) => this.now(column) !== false);
        if (el) {
            el.scrollTop = today ? toPixels(this.store.now - this.range.from) - el.clientHeight / 3 : 0;
        }
    }

    // ------------------------------------------------------------ by mouse and finger

    columnAt(x) {
        const boxes = [...this.scroll.el.querySelectorAll(".o_cj_column")].map((el) => ({
            index: Number(el.dataset.index),
            box: el.getBoundingClientRect(),
        }));
        return boxes.find(({ box }) => x < box.right) || boxes.at(-1);
    }

    minuteUnder({ y }, { box }, round = Math.floor) {
        return minuteAt(y - box.top, this.range, this.store.step, round);
    }

    /** Take hold of a visit, of its lower edge, or of free time. */
    lift(grip) {
        if (!this.store.setup.may_change) {
            return false;
        }
        const at = this.columnAt(grip.startX);
        const block = grip.target.closest(".o_cj_visit, .o_cj_block");
        if (block && !block.classList.contains("o_cj_movable")) {
            return false;
        }
        const minute = this.minuteUnder({ y: grip.startY }, at);
        const visit = block && this.columns[at.index].visits.find((one) => one.id === Number(block.dataset.line));
        const mode = !visit ? "select" : grip.target.closest(".o_cj_stretch") ? "stretch" : "move";
        this.store.dragging = true;
        Object.assign(grip, { mode, visit, index: at.index, held: visit ? minute - visit.from : 0, anchor: minute });
        this.carry(grip);
        return true;
    }

    carry(grip) {
        const { visit, mode } = grip;
        const under = this.columnAt(grip.x);
        const at = mode === "move" ? under : { ...under, index: grip.index };
        if (mode === "move") {
            const start = this.snap(this.minuteUnder(grip, at) - grip.held, visit.from);
            this.plan({ mode, visit, column: at.index, start, stop: start + visit.to - visit.from });
        } else {
            const start = visit ? visit.from : grip.anchor;
            const stop = Math.max(this.minuteUnder(grip, at, Math.round), start + this.store.step);
            this.plan({ mode, visit, column: at.index, start, stop });
        }
    }

    /** On the grid, where a visit that begins off the grid may stay. */
    snap(minute, own) {
        const { step } = this.store;
        return Math.abs(minute - own) < step / 2 ? own : Math.round(minute / step) * step;
    }

    plan(plan) {
        const gaps = plan.mode === "move" ? plan.visit.gaps.map((gap) => gap.map((at) => at + plan.start - plan.visit.from)) : [];
        const column = this.columns[plan.column];
        this.state.plan = { ...plan, conflict: conflict(column, { ...plan, gaps }, plan.visit?.id) };
    }

    letGo() {
        this.state.plan = false;
        this.store.dragging = false;
    }

    async drop(alone) {
        const { plan } = this.state;
        this.letGo();
        const { visit, mode } = plan;
        if (mode === "select") {
            this.props.desk.newVisit(this.columns[plan.column], plan.start, plan.stop);
        } else if (mode === "stretch") {
            if (plan.stop !== visit.to) {
                await this.store.stretch(visit, plan.stop);
            }
        } else if (plan.start !== visit.from || !this.isIn(visit, plan.column)) {
            await this.store.move(visit, plan, alone);
            this.state.cursor = false;
        }
    }

    isIn(visit, index) {
        return this.columns[index].visits.includes(visit);
    }

    onClickGrid(ev) {
        if (!ev.target.closest(".o_cj_column")) {
            return;
        }
        const at = this.columnAt(ev.clientX);
        const minute = this.minuteUnder({ y: ev.clientY }, at);
        this.state.cursor = cursorAt(this.columns, at.index, minute);
        if (this.store.setup.may_change) {
            this.props.desk.newVisit(this.columns[at.index], minute);
        }
    }

    openVisit(visit, el) {
        const index = this.columns.findIndex((column) => column.visits.some((one) => one.id === visit.id));
        this.state.cursor = { column: index, minute: visit.start, lineId: visit.id };
        this.props.desk.openVisit(visit, el);
    }

    // ------------------------------------------------------------ by keys

    onKeydown(ev) {
        if (!isForJournal(ev, this.ui)) {
            return;
        }
        if (this.actOn(ev.key)) {
            ev.preventDefault();
        }
    }

    /** :returns whether the key meant something */
    actOn(key) {
        const { cursor, plan } = this.state;
        if (plan?.mode === "keys") {
            return this.moveByKey(key);
        }
        if (ARROWS.includes(key)) {
            this.state.cursor = cursor ? this.step(key) : this.firstCursor();
            return true;
        }
        const visit = cursor && focusedVisit(this.columns, cursor);
        if (key === "Escape") {
            this.state.cursor = false;
            return true;
        }
        return cursor ? (visit ? this.actOnVisit(key, visit) : this.actOnTime(key)) : false;
    }

    step(key) {
        const cursor = moveCursor(this.state.cursor, key, this.columns, this.range, this.store.step);
        this.state.shown = cursor.column;
        return cursor;
    }

    firstCursor() {
        const index = this.ui.isSmall ? this.shownIndex : this.columns.findIndex((column) => column.shifts.length);
        const column = Math.max(index, 0);
        const minute = this.now(this.columns[column]) || this.columns[column].shifts[0]?.start || this.range.from;
        return cursorAt(this.columns, column, Math.floor(minute / this.store.step) * this.store.step);
    }

    actOnTime(key) {
        const { column, minute } = this.state.cursor;
        const act = { Enter: "newVisit", b: "blockTime" }[key];
        if (!act || !this.store.setup.may_change) {
            return false;
        }
        this.props.desk[act](this.columns[column], minute);
        return true;
    }

    actOnVisit(key, visit) {
        if (key === "Enter") {
            this.props.desk.openVisit(visit, this.scroll.el.querySelector(`[data-line="${visit.id}"]`));
            return true;
        }
        if (!this.store.setup.may_change) {
            return false;
        }
        const step = STEPS_OF_STATE.find((one) => one.key === key && one.from.includes(visit.state));
        const { step: minutes } = this.store;
        const longer = { "+": minutes, "=": minutes, "-": -minutes }[key];
        if (step) {
            this.props.desk.setState(visit.visit_id, step.state);
        } else if (key === "m") {
            this.plan({ mode: "keys", visit, column: this.state.cursor.column, start: visit.from, stop: visit.to });
        } else if (longer && visit.to + longer > visit.from) {
            this.store.stretch(visit, visit.to + longer);
        }
        return Boolean(step || key === "m" || longer);
    }

    moveByKey(key) {
        const { plan } = this.state;
        if (key === "Escape") {
            this.letGo();
        } else if (key === "Enter") {
            this.dropByKey(plan);
        } else {
            this.plan({ ...movePlan(plan, key, this.columns, this.range, this.store.step), mode: "keys" });
        }
        return true;
    }

    async dropByKey(plan) {
        this.letGo();
        if (await this.store.move(plan.visit, plan)) {
            const column = this.columns.findIndex((one) => one.visits.some((visit) => visit.id === plan.visit.id));
            this.state.cursor = { column, minute: plan.start, lineId: plan.visit.id };
        }
    }
}
