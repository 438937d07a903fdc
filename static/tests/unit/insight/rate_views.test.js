import { describe, expect, test } from "@odoo/hoot";
import { formatRate, withGaps } from "@clientele/insight/rate_views";

describe.current.tags("headless");

test("no rate is another thing than a rate of 0", () => {
    expect(formatRate(false)).toBe("–");
    expect(formatRate(0)).toBe("0%");
    expect(formatRate(0.25)).toBe("25%");
});

test("a line has gaps where nothing is known", () => {
    const known = [["day", ">=", "2021-01-01"]];
    expect(withGaps({ data: [0.5, false, 0, 0], domains: [known, known, known, []] })).toEqual([0.5, null, 0, null]);
});
