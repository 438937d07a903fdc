import { expect, test } from "@odoo/hoot";
import { sortedBy } from "@clientele/client/list_order";

test("the order of a list as the server writes it", () => {
    expect(sortedBy([])).toBe("");
    expect(sortedBy([{ name: "clientele_spent", asc: false }])).toBe("clientele_spent DESC");
    const two = [
        { name: "clientele_spent", asc: false },
        { name: "complete_name", asc: true },
    ];
    expect(sortedBy(two)).toBe("clientele_spent DESC, complete_name ASC");
});
