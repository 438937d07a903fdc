/**
 * Where things stand in the journal: pure functions over minutes, counted from the day's first moment.
 * A *block* has at least {start, stop}; {gaps} are [start, stop] pairs in which its practitioner is free.
 */

export const PIXELS_PER_MINUTE = 4 / 3;
export const STEPS = [5, 10, 15];

const HOUR = 60;
const OPENING = { from: 9 * HOUR, to: 19 * HOUR };

/** The part of the day to draw: from an hour before the first thing to an hour after the last. */
export function shownRange(columns, whole = false) {
    const length = Math.max(24 * HOUR, ...columns.map((column) => column.length));
    if (whole) {
        return { from: 0, to: length };
    }
    let [from, to] = [Infinity, -Infinity];
    for (const column of columns) {
        const parts = [...column.shifts, ...column.visits, ...column.blocks];
        from = Math.min(from, ...parts.map((part) => part.start));
        to = Math.max(to, ...parts.map((part) => part.stop));
    }
    if (from > to) {
        return { ...OPENING };
    }
    return {
        from: Math.max(0, Math.floor(from / HOUR - 1) * HOUR),
        to: Math.min(length, Math.ceil(to / HOUR + 1) * HOUR),
    };
}

export function toPixels(minutes) {
    return Math.round(minutes * PIXELS_PER_MINUTE * 100) / 100;
}

/** The minute at a height of the column, on the grid. */
export function minuteAt(pixels, range, step, round = Math.floor) {
    const minute = round((range.from + pixels / PIXELS_PER_MINUTE) / step) * step;
    return clamp(minute, range.from, range.to);
}

export function clamp(value, low, high) {
    return Math.max(low, Math.min(value, high));
}

/** Minutes on the wall, which are not those of the day where the clock was changed. */
export function wallMinute(minute, marks) {
    let wall = minute;
    for (const [at, shown] of marks) {
        if (at > minute) {
            break;
        }
        wall = shown + minute - at;
    }
    return wall % (24 * HOUR);
}

/** The parts of a block in which its practitioner is busy. */
export function busyParts({ start, stop, state, gaps = [] }) {
    if (state === "no_show") {
        return [];
    }
    const parts = [];
    let from = start;
    for (const [gapStart, gapStop] of gaps) {
        parts.push([from, gapStart]);
        from = gapStop;
    }
    return [...parts, [from, stop]].filter(([first, last]) => first < last);
}

export function collide(one, other) {
    return busyParts(one).some(([start, stop]) =>
        busyParts(other).some(([otherStart, otherStop]) => start < otherStop && otherStart < stop)
    );
}

/**
 * Blocks that collide stand side by side.
 * @returns {Map} block => {lane, lanes}: its place from the left, and how many places share the width
 */
export function lanes(blocks) {
    const sorted = [...blocks].sort((one, other) => one.start - other.start || other.stop - one.stop);
    const places = new Map();
    let crowd = [];
    let end = -Infinity;
    const close = () => {
        const width = 1 + Math.max(0, ...crowd.map((block) => places.get(block).lane));
        crowd.forEach((block) => (places.get(block).lanes = width));
    };
    for (const block of sorted) {
        if (block.start >= end) {
            close();
            crowd = [];
        }
        const taken = crowd.filter((other) => collide(block, other)).map((other) => places.get(other).lane);
        let lane = 0;
        while (taken.includes(lane)) {
            lane++;
        }
        places.set(block, { lane, lanes: 1 });
        crowd.push(block);
        end = Math.max(end, block.stop);
    }
    close();
    return places;
}

/**
 * What speaks against these times in this column.
 * @param {number|false} ignored - id of the visit line that is being moved
 * @returns {"taken"|"off"|""} somebody or something else is there; nobody works then; nothing
 */
export function conflict(column, { start, stop, gaps }, ignored = false) {
    const others = [...column.visits.filter((visit) => visit.id !== ignored), ...column.blocks];
    const block = { start, stop, gaps };
    if (column.resource_id && others.some((other) => collide(block, other))) {
        return "taken";
    }
    const away = column.leaves.some((leave) => leave.start < stop && start < leave.stop);
    const works = column.shifts.some((shift) => shift.start <= start && stop <= shift.stop);
    return column.resource_id && (away || !works) ? "off" : "";
}

/** The periods of a column in which a new visit could begin. */
export function freeParts(column) {
    const taken = [...column.visits, ...column.blocks].flatMap(busyParts);
    taken.push(...column.leaves.map(({ start, stop }) => [start, stop]));
    let free = column.shifts.map(({ start, stop }) => [start, stop]);
    for (const [start, stop] of taken) {
        free = free.flatMap(([from, to]) => [
            [from, Math.min(to, start)],
            [Math.max(from, stop), to],
        ]);
        free = free.filter(([from, to]) => from < to);
    }
    return free;
}

/** The part of the working time that is booked, in percent. */
export function load({ booked, working }) {
    return working ? Math.round((100 * booked) / working) : booked ? 100 : 0;
}

/** Minutes that somebody works and is booked in a column. */
export function columnLoad(column) {
    const { visits, blocks, shifts, leaves } = column;
    const sum = (parts) => parts.reduce((total, [start, stop]) => total + Math.max(0, stop - start), 0);
    const away = leaves.flatMap((leave) =>
        shifts.map((shift) => [Math.max(shift.start, leave.start), Math.min(shift.stop, leave.stop)])
    );
    return {
        booked: sum([...visits, ...blocks.filter((block) => block.kind === "class")].flatMap(busyParts)),
        working: Math.max(0, sum(shifts.flatMap(busyParts)) - sum(away)),
    };
}
