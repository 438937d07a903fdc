import { describe, expect, test } from "@odoo/hoot";
import { formatRate, withGaps } from "@clientele/insight/rates/rate_views";

describe.current.tags("headless");

test("no rate is a dash, not a rate of 0", () => {
    expect(formatRate(false)).toBe("–");
});

test("a line has gaps where nothing is known", () => {
    const known = [["day", ">=", "2021-01-01"]];
    expect(withGaps({ data: [0.5, false, 0, 0], domains: [known, known, known, []] })).toEqual([0.5, null, 0, null]);
});
