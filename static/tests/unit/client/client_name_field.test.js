import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";
import { defineBackOffice } from "../helpers";

class Partner extends models.Model {
    name = fields.Char();
    clientele_vip = fields.Boolean();
    clientele_blocked = fields.Boolean();
    clientele_inactive = fields.Boolean();
    _records = [
        { id: 1, name: "Ann", clientele_vip: true },
        { id: 2, name: "Bob", clientele_blocked: true },
        { id: 3, name: "Cid", clientele_inactive: true },
    ];
}

defineModels([Partner]);
defineBackOffice();

test("VIP and block-list stand before the name, in words", async () => {
    await mountView({
        type: "list",
        resModel: "partner",
        arch: `<list><field name="name" widget="clientele_client_name"/></list>`,
    });
    expect(queryAllTexts(".o_data_cell > span, .o_data_cell .o_field_widget > span")).toEqual([
        "VIP",
        "Ann",
        "Blocked",
        "Bob",
        "Inactive",
        "Cid",
    ]);
});
