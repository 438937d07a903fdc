import { expect, test } from "@odoo/hoot";
import {
    busyParts,
    columnLoad,
    conflict,
    freeParts,
    lanes,
    load,
    minuteAt,
    shownRange,
    toPixels,
    wallMinute,
} from "@clientele/visit/journal/journal_layout";

const block = (start, stop, gaps = []) => ({ id: start * 10000 + stop, start, stop, gaps });
const column = (values) => ({
    resource_id: 1,
    length: 1440,
    shifts: [{ start: 540, stop: 1080 }],
    leaves: [],
    blocks: [],
    visits: [],
    ...values,
});
const places = (blocks) => {
    const found = lanes(blocks);
    return blocks.map((one) => [found.get(one).lane, found.get(one).lanes]);
};

test("visits that follow each other have the whole width", () => {
    expect(places([block(600, 660), block(660, 720)])).toEqual([
        [0, 1],
        [0, 1],
    ]);
});

test("visits of the same time stand side by side", () => {
    expect(places([block(600, 660), block(630, 690), block(660, 720)])).toEqual([
        [0, 2],
        [1, 2],
        [0, 2],
    ]);
    expect(places([block(600, 700), block(600, 700), block(600, 700)])).toEqual([
        [0, 3],
        [1, 3],
        [2, 3],
    ]);
});

test("a crowd ends when nobody is left", () => {
    expect(places([block(600, 660), block(600, 660), block(700, 760)])[2]).toEqual([0, 1]);
});

test("a visit in the gap of another one has the whole width", () => {
    expect(places([block(600, 720, [[630, 690]]), block(630, 690)])).toEqual([
        [0, 1],
        [0, 1],
    ]);
    expect(places([block(600, 720, [[630, 690]]), block(630, 700)])[1]).toEqual([1, 2]);
});

test("gaps are no busy time", () => {
    expect(busyParts(block(600, 720, [[630, 690]]))).toEqual([
        [600, 630],
        [690, 720],
    ]);
    expect(busyParts(block(600, 720))).toEqual([[600, 720]]);
});

test("pixels become minutes on the grid, and back", () => {
    const range = { from: 480, to: 1200 };
    expect(toPixels(60)).toBe(80);
    expect(minuteAt(0, range, 15)).toBe(480);
    expect(minuteAt(toPixels(67), range, 15)).toBe(540);
    expect(minuteAt(toPixels(68), range, 15, Math.round)).toBe(555);
    expect(minuteAt(-50, range, 15)).toBe(480);
    expect(minuteAt(99999, range, 15)).toBe(1200);
});

test("the day is drawn from an hour before the first thing to an hour after the last", () => {
    expect(shownRange([column({})])).toEqual({ from: 480, to: 1140 });
    expect(shownRange([column({ visits: [block(1190, 1250)] })])).toEqual({ from: 480, to: 1320 });
    expect(shownRange([column({ shifts: [] })])).toEqual({ from: 540, to: 1140 });
    expect(shownRange([column({ length: 1500 })], true)).toEqual({ from: 0, to: 1500 });
    expect(shownRange([column({ shifts: [{ start: 0, stop: 1440 }] })])).toEqual({ from: 0, to: 1440 });
});

test("the wall shows another time where the clock was changed", () => {
    const spring = [
        [0, 0, ""],
        [60, 60, ""],
        [120, 120, ""],
        [180, 240, ""],
    ];
    expect(wallMinute(150, spring)).toBe(150);
    expect(wallMinute(180, spring)).toBe(240);
    expect(wallMinute(600, spring)).toBe(660);
});

test("what speaks against a time", () => {
    const busy = column({ visits: [block(600, 660, [[620, 640]])], blocks: [block(720, 750)] });
    expect(conflict(busy, block(660, 720))).toBe("");
    expect(conflict(busy, block(650, 710))).toBe("taken");
    expect(conflict(busy, block(620, 640))).toBe("");
    expect(conflict(busy, block(740, 760))).toBe("taken");
    expect(conflict(busy, block(600, 660), busy.visits[0].id)).toBe("");
    expect(conflict(busy, block(1050, 1110))).toBe("off");
    expect(conflict(column({ leaves: [block(900, 960)] }), block(930, 990))).toBe("off");
    expect(conflict(column({ resource_id: 0, visits: [block(600, 660)] }), block(600, 660))).toBe("");
});

test("free time is working time without what is taken", () => {
    const busy = column({ visits: [block(600, 720, [[630, 690]])], leaves: [block(1000, 1080)] });
    expect(freeParts(busy)).toEqual([
        [540, 600],
        [630, 690],
        [720, 1000],
    ]);
});

test("how full a column is", () => {
    const busy = column({ visits: [block(600, 720, [[630, 690]])], leaves: [block(1000, 1200)] });
    expect(columnLoad(busy)).toEqual({ booked: 60, working: 460 });
    expect(load({ booked: 60, working: 240 })).toBe(25);
    expect(load({ booked: 60, working: 0 })).toBe(100);
    expect(load({ booked: 0, working: 0 })).toBe(0);
});
