import { describe, expect, test } from "@odoo/hoot";
import { tick } from "@odoo/hoot-mock";
import { SegmentCounts } from "@clientele/segment/segment_counts";

describe.current.tags("headless");

function setup() {
    const asked = [];
    const waiting = {};
    const counts = new SegmentCounts(
        ({ name }) => {
            asked.push(name);
            return new Promise((resolve, reject) => (waiting[name] = { resolve, reject }));
        },
        () => expect.step("answer")
    );
    const want = (...names) => counts.want(names.map((name) => ({ name })));
    return { asked, counts, waiting, want };
}

test("two at a time, in order, each once", async () => {
    const { asked, counts, waiting, want } = setup();
    want("a", "b", "a", "c");
    expect(asked).toEqual(["a", "b"]);
    waiting.a.resolve(7);
    await tick();
    expect(counts.of({ name: "a" })).toEqual({ count: 7 });
    expect(asked).toEqual(["a", "b", "c"]);
    want("a", "c");
    expect(asked).toEqual(["a", "b", "c"]);
    expect.verifySteps(["answer"]);
});

test("what is no longer wanted is not asked", async () => {
    const { asked, waiting, want } = setup();
    want("a", "b", "c");
    want("d");
    waiting.a.resolve(1);
    await tick();
    expect(asked).toEqual(["a", "b", "d"]);
    expect.verifySteps(["answer"]);
});

test("answers from before a reset are dropped", async () => {
    const { counts, waiting, want } = setup();
    want("a");
    const old = waiting.a;
    counts.reset();
    want("a");
    old.resolve(1);
    await tick();
    expect(counts.of({ name: "a" })).toBe(undefined);
    waiting.a.resolve(2);
    await tick();
    expect(counts.of({ name: "a" })).toEqual({ count: 2 });
    expect.verifySteps(["answer"]);
});

test("a count that is stopped says why, and the next one runs", async () => {
    const { asked, counts, waiting, want } = setup();
    want("a", "b", "c");
    waiting.a.reject({ data: { message: "This takes over 20 seconds." } });
    await tick();
    expect(counts.of({ name: "a" })).toEqual({ error: "This takes over 20 seconds." });
    expect(asked).toEqual(["a", "b", "c"]);
    expect.verifySteps(["answer"]);
});
