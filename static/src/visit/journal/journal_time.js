import { is24HourFormat } from "@web/core/l10n/time";
import { wallMinute } from "./journal_layout";

const { DateTime } = luxon;

/** A time on the branch's wall, "14:30" or "2:30 pm" as the user's language has it. */
export function clockText(minute, marks) {
    const wall = wallMinute(minute, marks);
    const moment = DateTime.fromObject({ year: 2000, hour: Math.floor(wall / 60), minute: wall % 60 });
    return moment.toFormat(is24HourFormat() ? "HH:mm" : "h:mm a");
}

export function periodText({ start, stop }, marks) {
    return `${clockText(start, marks)} – ${clockText(stop, marks)}`;
}

/** An hour beside the grid: "14:00", "2 pm" */
export function hourText(minute, marks) {
    return clockText(minute, marks).replace(/:00 /, " ");
}

/** "9 – 13, 14 – 18" of one day, in the user's way to write times */
export function shiftsText({ shifts, marks }) {
    return shifts.map(({ start, stop }) => `${hourText(start, marks)}–${hourText(stop, marks)}`).join(", ");
}

/** "1 h 30" */
export function durationText(minutes) {
    const hours = Math.floor(minutes / 60);
    const rest = Math.round(minutes % 60);
    if (!hours) {
        return `${rest} min`;
    }
    return rest ? `${hours} h ${String(rest).padStart(2, "0")}` : `${hours} h`;
}

/** The first letters of the first two words. */
export function initials(name) {
    const words = (name || "").split(/\s+/).filter(Boolean).slice(0, 2);
    return words.map((word) => word[0].toUpperCase()).join("");
}

export function dayTitle(day, short = false) {
    const format = short
        ? { weekday: "short", day: "numeric", month: "short" }
        : { weekday: "long", day: "numeric", month: "long", year: "numeric" };
    return DateTime.fromISO(day).toLocaleString(format);
}
