import { expect, test } from "@odoo/hoot";
import { cursorAt, focusedVisit, moveCursor, movePlan } from "@clientele/visit/journal/journal_cursor";

const visit = (id, start, stop) => ({ id, start, stop, from: start, to: stop, gaps: [] });
const COLUMNS = [
    { visits: [visit(1, 600, 660), visit(2, 630, 690)] },
    { visits: [] },
    { visits: [visit(3, 540, 720)] },
];
const RANGE = { from: 540, to: 1080 };

function go(cursor, ...keys) {
    return keys.reduce((at, key) => moveCursor(at, key, COLUMNS, RANGE, 15), cursor);
}

test("over free time the cursor goes step by step", () => {
    const start = cursorAt(COLUMNS, 1, 600);
    expect(go(start, "ArrowDown")).toEqual({ column: 1, minute: 615, lineId: false });
    expect(go(start, "ArrowUp", "ArrowUp")).toEqual({ column: 1, minute: 570, lineId: false });
    expect(go(start, "Home").minute).toBe(540);
    expect(go(start, "End", "ArrowDown").minute).toBe(1065);
});

test("a visit is one step", () => {
    const start = cursorAt(COLUMNS, 0, 585);
    expect(go(start, "ArrowDown").lineId).toBe(1);
    expect(focusedVisit(COLUMNS, go(start, "ArrowDown")).start).toBe(600);
    expect(go(start, "ArrowDown", "ArrowDown")).toEqual({ column: 0, minute: 660, lineId: 2 });
    expect(go(start, "ArrowDown", "ArrowDown", "ArrowDown")).toEqual({ column: 0, minute: 690, lineId: false });
    expect(go(cursorAt(COLUMNS, 2, 720), "ArrowUp")).toEqual({ column: 2, minute: 540, lineId: 3 });
});

test("sideways, visits of the same time come before the next column", () => {
    const start = cursorAt(COLUMNS, 0, 600);
    expect(go(start, "ArrowRight").lineId).toBe(2);
    expect(go(start, "ArrowRight", "ArrowLeft").lineId).toBe(1);
    expect(go(start, "ArrowRight", "ArrowRight")).toEqual({ column: 1, minute: 600, lineId: false });
    expect(go(cursorAt(COLUMNS, 1, 600), "ArrowRight").lineId).toBe(3);
    expect(go(cursorAt(COLUMNS, 2, 600), "ArrowRight").column).toBe(2);
});

test("a visit that is moved by keys stays within the day and the columns", () => {
    const plan = { column: 0, start: 600, stop: 660, visit: COLUMNS[0].visits[0] };
    const moved = (key, from = plan) => movePlan(from, key, COLUMNS, RANGE, 15);
    expect(moved("ArrowDown")).toMatchObject({ start: 615, stop: 675, column: 0 });
    expect(moved("ArrowRight")).toMatchObject({ start: 600, stop: 660, column: 1 });
    expect(moved("ArrowLeft")).toMatchObject({ column: 0 });
    expect(moved("ArrowUp", { ...plan, start: 540, stop: 600 })).toMatchObject({ start: 540, stop: 600 });
    expect(moved("x")).toMatchObject({ start: 600, column: 0 });
});
