/**
 * A segment's definition while somebody edits it: the JSON of the server with a key on each block and condition, so that
 * the screen knows which is which when they move. Everything here is pure: a change returns another draft.
 */

const COUNTED = ["number", "money"];
let lastKey = 0;

const withKey = (values) => ({ ...values, key: ++lastKey });

/** Whether a kind compares a number. */
export function counts(kind) {
    return kind.inputs.some((name) => COUNTED.includes(name));
}

export function readDraft(definition) {
    const blocks = definition?.blocks || [];
    return {
        inactive: Boolean(definition?.inactive),
        blocks: blocks.map((conditions) => withKey({ conditions: conditions.map(withKey) })),
    };
}

/** @returns JSON for the server */
export function writeDraft(draft) {
    return {
        blocks: draft.blocks.map(({ conditions }) => conditions.map(({ key, ...values }) => values)),
        inactive: draft.inactive,
    };
}

/** What a new condition of a kind says at first: something sensible where there is such a thing. */
export function startCondition(name, kind) {
    const operators = kind.operators.map(([word]) => word);
    const condition = { kind: name };
    if (operators.length) {
        condition.operator = counts(kind) && operators.includes(">") ? ">" : operators[0];
    }
    if (counts(kind)) {
        condition.value = 0;
    }
    if (kind.inputs.includes("period") && !(counts(kind) && !kind.ahead)) {
        const span = kind.ahead ? ["next", 14, "day"] : ["last", 1, "month"];
        [condition.period, condition.period_count, condition.period_unit] = span;
    }
    return withKey(condition);
}

function mapConditions(draft, change) {
    const blocks = draft.blocks
        .map((block) => ({ ...block, conditions: change(block.conditions, block) }))
        .filter((block) => block.conditions.length);
    return { ...draft, blocks };
}

/** Adds to the end of a block, or as a block of its own. */
export function addCondition(draft, blockKey, condition) {
    if (!blockKey) {
        return { ...draft, blocks: [...draft.blocks, withKey({ conditions: [condition] })] };
    }
    return mapConditions(draft, (conditions, block) =>
        block.key === blockKey ? [...conditions, condition] : conditions
    );
}

/** An input that somebody filled needs no mark that it must be chosen any more. */
export function changeCondition(draft, key, values) {
    return mapConditions(draft, (conditions) =>
        conditions.map((condition) => (condition.key === key ? { ...condition, ...values } : condition))
    );
}

export function removeCondition(draft, key) {
    return mapConditions(draft, (conditions) => conditions.filter((condition) => condition.key !== key));
}

export function duplicateCondition(draft, key) {
    return mapConditions(draft, (conditions) =>
        conditions.flatMap((condition) => (condition.key === key ? [condition, withKey(condition)] : [condition]))
    );
}

export function duplicateBlock(draft, blockKey) {
    const blocks = draft.blocks.flatMap((block) =>
        block.key === blockKey ? [block, withKey({ conditions: block.conditions.map(withKey) })] : [block]
    );
    return { ...draft, blocks };
}

export function removeBlock(draft, blockKey) {
    return { ...draft, blocks: draft.blocks.filter((block) => block.key !== blockKey) };
}

function placeOf(draft, key) {
    for (const [blockNr, { conditions }] of draft.blocks.entries()) {
        const nr = conditions.findIndex((condition) => condition.key === key);
        if (nr >= 0) {
            return { blockNr, nr, condition: conditions[nr], length: conditions.length };
        }
    }
}

/** Whether a condition can go one place up (-1) or down (1), into the next block at a block's edge. */
export function canMove(draft, key, step) {
    const { blockNr, nr, length } = placeOf(draft, key);
    const inside = nr + step >= 0 && nr + step < length;
    return inside || (blockNr + step >= 0 && blockNr + step < draft.blocks.length);
}

export function moveCondition(draft, key, step) {
    if (!canMove(draft, key, step)) {
        return draft;
    }
    const { blockNr, nr, condition, length } = placeOf(draft, key);
    const target = draft.blocks[nr + step >= 0 && nr + step < length ? blockNr : blockNr + step].key;
    return mapConditions(draft, (conditions, block) => {
        const rest = conditions.filter((other) => other !== condition);
        if (block.key !== target) {
            return rest;
        }
        const place = rest.length < conditions.length ? nr + step : step > 0 ? 0 : rest.length;
        return rest.toSpliced(place, 0, condition);
    });
}

/**
 * The part of a definition that can be counted: what is incomplete is left out, and so is a block of nothing else.
 *
 * @param {Set<number>} incomplete keys of conditions
 */
export function countable(draft, incomplete) {
    return mapConditions(draft, (conditions) => conditions.filter(({ key }) => !incomplete.has(key)));
}

/**
 * What to count for the waterfall: each block condition by condition.
 *
 * @param {Set<number>} incomplete keys of conditions that cannot be counted
 * @returns {{key: number, definition: Object}[][]} for each block that has some its steps
 */
export function stepsOf(draft, incomplete) {
    return countable(draft, incomplete).blocks.map(({ conditions }) =>
        conditions.map(({ key }, nr) => {
            const block = { conditions: conditions.slice(0, nr + 1) };
            return { key, definition: writeDraft({ ...draft, blocks: [block] }) };
        })
    );
}

/** Share in percent, with a digit where it is small: 0.4 rather than 0. */
export function percent(count, base) {
    const share = base ? (100 * count) / base : 0;
    return share && share < 10 ? Math.max(0.1, Math.round(share * 10) / 10) : Math.round(share);
}
