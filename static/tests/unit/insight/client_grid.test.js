import { describe, expect, test } from "@odoo/hoot";
import { sum } from "@clientele/insight/grid/client_grid";

describe.current.tags("headless");

test("cells add up", () => {
    const cells = [
        { clients: 2, turnover: 10.5 },
        { clients: 3, turnover: 0 },
    ];
    expect(sum(cells)).toEqual({ clients: 5, turnover: 10.5 });
    expect(sum([])).toEqual({ clients: 0, turnover: 0 });
});
