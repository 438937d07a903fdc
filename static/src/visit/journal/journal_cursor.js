import { clamp } from "./journal_layout";

/**
 * The keyboard's place in the grid: {column: index, minute, lineId}. With a lineId it stands on that visit, else on a
 * free time. Pure functions: they answer with a new cursor.
 */

function visitAt(column, minute) {
    return column.visits.find((visit) => visit.start <= minute && minute < visit.stop);
}

/** A cursor on the visit that covers the minute, or on the minute itself. */
export function cursorAt(columns, column, minute) {
    return { column, minute, lineId: visitAt(columns[column], minute)?.id || false };
}

export function focusedVisit(columns, cursor) {
    return columns[cursor?.column]?.visits.find((visit) => visit.id === cursor.lineId);
}

/** One key, one step: down leaves a visit at its end, up enters the one before at its beginning. */
export function moveCursor(cursor, key, columns, range, step) {
    const visit = focusedVisit(columns, cursor);
    const last = columns.length - 1;
    const limit = range.to - step;
    switch (key) {
        case "ArrowDown":
            return cursorAt(columns, cursor.column, clamp(visit ? visit.stop : cursor.minute + step, range.from, limit));
        case "ArrowUp": {
            const minute = clamp((visit ? visit.start : cursor.minute) - step, range.from, limit);
            const above = visitAt(columns[cursor.column], minute);
            return cursorAt(columns, cursor.column, above ? Math.max(above.start, range.from) : minute);
        }
        case "ArrowLeft":
        case "ArrowRight":
            return sideways(cursor, key === "ArrowLeft" ? -1 : 1, columns, last);
        case "Home":
            return cursorAt(columns, cursor.column, range.from);
        case "End":
            return cursorAt(columns, cursor.column, limit);
    }
    return cursor;
}

/** Visits of the same time that stand side by side come before the next column. */
function sideways(cursor, direction, columns, last) {
    const { visits } = columns[cursor.column];
    const visit = focusedVisit(columns, cursor);
    const beside = visit ? visits.filter((other) => other.start < visit.stop && visit.start < other.stop) : [];
    const next = beside[beside.indexOf(visit) + direction];
    if (next) {
        return { ...cursor, lineId: next.id };
    }
    return cursorAt(columns, clamp(cursor.column + direction, 0, last), cursor.minute);
}

/** Where the visit that is being moved by keys goes. */
export function movePlan(plan, key, columns, range, step) {
    const length = plan.stop - plan.start;
    const shift = { ArrowUp: -step, ArrowDown: step }[key] || 0;
    const turn = { ArrowLeft: -1, ArrowRight: 1 }[key] || 0;
    const start = clamp(plan.start + shift, range.from, range.to - length);
    return { ...plan, start, stop: start + length, column: clamp(plan.column + turn, 0, columns.length - 1) };
}
