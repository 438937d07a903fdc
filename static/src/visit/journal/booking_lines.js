/**
 * The services of a visit that is being booked: pure functions over
 * {key, service, resource_id (0: anyone), minutes, start, own (has a start of its own)}.
 */

let lastKey = 0;

/** The terms of a service as its practitioner performs it. */
export function termsOf({ service, resource_id }) {
    return service.performers.find((performer) => performer.id === resource_id) || service;
}

export function makeLine(service, { resource_id = 0, start, minutes, own = false, package_id, price = false }) {
    const performs = service.performers.some((performer) => performer.id === resource_id);
    const line = { key: ++lastKey, service, resource_id: performs ? resource_id : 0, start, own, package_id, price };
    return { ...line, minutes: minutes || termsOf(line).minutes };
}

/** A package has prices of its own for its services. */
export function priceOf(line) {
    return line.price === false ? termsOf(line).price : line.price;
}

/** The lines one after another from the first one's start, except those with a start of their own. */
export function follow(lines, start) {
    let next = start;
    return lines.map((line) => {
        const placed = line.own ? line : { ...line, start: next };
        next = placed.start + placed.minutes;
        return placed;
    });
}

/** The line one place up or down. */
export function reorder(lines, key, turn) {
    const from = lines.findIndex((line) => line.key === key);
    const to = from + turn;
    if (to < 0 || to >= lines.length) {
        return lines;
    }
    const moved = [...lines];
    [moved[from], moved[to]] = [moved[to], moved[from]];
    return moved;
}

/** A line with another practitioner takes what that one takes, unless somebody gave it minutes of its own. */
export function withPractitioner(line, resource_id) {
    const usual = line.minutes === termsOf(line).minutes;
    const changed = { ...line, resource_id };
    return usual ? { ...changed, minutes: termsOf(changed).minutes } : changed;
}

export function totals(lines) {
    return {
        price: lines.reduce((sum, line) => sum + priceOf(line), 0),
        minutes: lines.reduce((sum, line) => sum + line.minutes, 0),
    };
}

/** The minute of a day at which the wall first shows a time; false where it never does. */
export function minuteOfWall(wall, marks, length) {
    for (const [index, [minute, shown]] of marks.entries()) {
        const end = index + 1 < marks.length ? marks[index + 1][0] : length;
        if (wall >= shown && wall < shown + end - minute) {
            return minute + wall - shown;
        }
    }
    return false;
}
