import { describe, expect, test } from "@odoo/hoot";
import * as drafts from "@clientele/segment/segment_draft";

const VISITS = { inputs: ["number", "period", "practitioner_ids"], operators: [["=", "is"], [">", "more than"]] };
const BIRTHDAY = { inputs: ["period"], operators: [["in", "in"]], ahead: true };
const VIP = { inputs: [], operators: [["yes", "yes"], ["no", "no"]] };

/** A draft of blocks named by letters: "ab|c" are two blocks. */
function draftOf(letters) {
    const blocks = letters.split("|").map((block) => [...block].map((kind) => ({ kind })));
    return drafts.readDraft({ blocks });
}

const lettersOf = (draft) =>
    draft.blocks.map(({ conditions }) => conditions.map(({ kind }) => kind).join("")).join("|");

function keyOf(draft, letter) {
    return draft.blocks.flatMap((block) => block.conditions).find(({ kind }) => kind === letter).key;
}

describe.current.tags("headless");

test("what is read is written the same, without keys", () => {
    const definition = { blocks: [[{ kind: "visits", operator: "=", value: 0 }], [{ kind: "vip" }]], inactive: true };
    const draft = drafts.readDraft(definition);
    expect(drafts.writeDraft(draft)).toEqual(definition);
    expect(new Set(draft.blocks.map((block) => block.key)).size).toBe(2);
    expect(drafts.writeDraft(drafts.readDraft(false))).toEqual({ blocks: [], inactive: false });
});

test("a new condition says something sensible", () => {
    expect(drafts.startCondition("visits", VISITS)).toMatchObject({ kind: "visits", operator: ">", value: 0 });
    expect(drafts.startCondition("visits", VISITS).period).toBe(undefined);
    expect(drafts.startCondition("birthday", BIRTHDAY)).toMatchObject({ period: "next", period_count: 14 });
    expect(drafts.startCondition("vip", VIP)).toMatchObject({ kind: "vip", operator: "yes" });
});

test("conditions are added to a block, or as a block of their own", () => {
    let draft = drafts.addCondition(draftOf("a"), null, { kind: "b", key: 900 });
    expect(lettersOf(draft)).toBe("a|b");
    draft = drafts.addCondition(draft, draft.blocks[0].key, { kind: "c", key: 901 });
    expect(lettersOf(draft)).toBe("ac|b");
});

test("a block goes with its last condition", () => {
    let draft = draftOf("ab|c");
    draft = drafts.removeCondition(draft, keyOf(draft, "c"));
    expect(lettersOf(draft)).toBe("ab");
    draft = drafts.removeBlock(draft, draft.blocks[0].key);
    expect(lettersOf(draft)).toBe("");
});

test("duplicates have their own keys", () => {
    let draft = draftOf("ab");
    draft = drafts.duplicateCondition(draft, keyOf(draft, "a"));
    expect(lettersOf(draft)).toBe("aab");
    draft = drafts.duplicateBlock(draft, draft.blocks[0].key);
    expect(lettersOf(draft)).toBe("aab|aab");
    const keys = draft.blocks.flatMap((block) => block.conditions.map(({ key }) => key));
    expect(new Set(keys).size).toBe(6);
});

test("conditions move inside their block and across its edge", () => {
    for (const [before, letter, step, after] of [
        ["abc", "a", 1, "bac"],
        ["abc", "c", -1, "acb"],
        ["ab|cd", "b", 1, "a|bcd"],
        ["ab|cd", "c", -1, "abc|d"],
        ["a|b", "a", 1, "ab"],
        ["ab", "b", 1, "ab"],
        ["ab", "a", -1, "ab"],
    ]) {
        const draft = draftOf(before);
        expect(lettersOf(drafts.moveCondition(draft, keyOf(draft, letter), step))).toBe(after);
    }
    const draft = draftOf("ab");
    expect(drafts.canMove(draft, keyOf(draft, "a"), -1)).toBe(false);
    expect(drafts.canMove(draft, keyOf(draft, "a"), 1)).toBe(true);
});

test("the waterfall counts each block step by step, without what is incomplete", () => {
    const draft = draftOf("abc|d");
    const steps = drafts.stepsOf(draft, new Set([keyOf(draft, "b"), keyOf(draft, "d")]));
    expect(steps.map((block) => block.map(({ definition }) => definition.blocks))).toEqual([
        [[[{ kind: "a" }]], [[{ kind: "a" }, { kind: "c" }]]],
    ]);
    expect(lettersOf(drafts.countable(draft, new Set([keyOf(draft, "d")])))).toBe("abc");
});

test("small shares are not rounded to nothing", () => {
    expect([drafts.percent(1, 1e6), drafts.percent(31, 1000), drafts.percent(999, 1000), drafts.percent(0, 0)]).toEqual([
        0.1, 3.1, 100, 0,
    ]);
});
