import { expect, test } from "@odoo/hoot";
import {
    follow,
    makeLine,
    minuteOfWall,
    reorder,
    termsOf,
    totals,
    withPractitioner,
} from "@clientele/visit/journal/booking_lines";

const CUT = {
    id: 1,
    name: "Cut",
    minutes: 30,
    price: 20,
    performers: [
        { id: 7, name: "Maria", minutes: 45, price: 25 },
        { id: 8, name: "Nina", minutes: 30, price: 20 },
    ],
};
const COLOUR = { id: 2, name: "Colour", minutes: 90, price: 60, performers: [{ id: 7, minutes: 90, price: 60 }] };

const times = (lines) => lines.map((line) => [line.service.name, line.start]);

test("services follow each other", () => {
    const lines = [makeLine(CUT, { resource_id: 7, start: 0 }), makeLine(COLOUR, { start: 0 })];
    expect(times(follow(lines, 600))).toEqual([
        ["Cut", 600],
        ["Colour", 645],
    ]);
    expect(times(follow(reorder(lines, lines[1].key, -1), 600))).toEqual([
        ["Colour", 600],
        ["Cut", 690],
    ]);
    expect(reorder(lines, lines[0].key, -1)).toBe(lines);
});

test("a service with a start of its own keeps it", () => {
    const lines = [makeLine(CUT, { start: 0 }), makeLine(COLOUR, { start: 720, own: true }), makeLine(CUT, { start: 0 })];
    expect(follow(lines, 600).map((line) => line.start)).toEqual([600, 720, 810]);
});

test("each practitioner has own terms", () => {
    const line = makeLine(CUT, { start: 0 });
    expect([line.minutes, termsOf(line).price]).toEqual([30, 20]);
    const marias = withPractitioner(line, 7);
    expect([marias.minutes, termsOf(marias).price]).toEqual([45, 25]);
    expect(withPractitioner({ ...line, minutes: 50 }, 7).minutes).toBe(50);
    expect(totals([marias, makeLine(COLOUR, { start: 0 })])).toEqual({ price: 85, minutes: 135 });
});

test("who does not perform a service is not asked for it", () => {
    expect(makeLine(COLOUR, { resource_id: 8, start: 0 }).resource_id).toBe(0);
});

test("a time on the wall is a minute of the day", () => {
    const spring = [
        [0, 0, ""],
        [120, 120, ""],
        [180, 240, ""],
        [240, 300, ""],
    ];
    expect(minuteOfWall(130, spring, 1380)).toBe(130);
    expect(minuteOfWall(200, spring, 1380)).toBe(false);
    expect(minuteOfWall(600, spring, 1380)).toBe(540);
    const autumn = [
        [0, 0, ""],
        [180, 180, "+03:00"],
        [240, 180, "+02:00"],
        [300, 240, ""],
    ];
    expect(minuteOfWall(190, autumn, 1500)).toBe(190);
    expect(minuteOfWall(250, autumn, 1500)).toBe(310);
});
