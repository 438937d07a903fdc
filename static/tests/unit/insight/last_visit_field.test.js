import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { mockDate } from "@odoo/hoot-mock";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";
import { defineBackOffice } from "../helpers";

class Partner extends models.Model {
    clientele_last_visit = fields.Date();
    clientele_colour = fields.Selection({
        selection: ["green", "orange", "red", "grey"].map((name) => [name, name]),
    });
    _records = [
        { id: 1, clientele_last_visit: "2021-03-16", clientele_colour: "green" },
        { id: 2, clientele_last_visit: "2021-03-15", clientele_colour: "green" },
        { id: 3, clientele_last_visit: "2021-02-20", clientele_colour: "green" },
        { id: 4, clientele_last_visit: "2020-09-15", clientele_colour: "orange" },
        { id: 5, clientele_last_visit: "2018-03-15", clientele_colour: "red" },
        { id: 6, clientele_colour: "grey" },
    ];
}

defineModels([Partner]);
defineBackOffice();

test("the colour comes with the day and how long ago it was", async () => {
    mockDate("2021-03-16 12:00:00");
    await mountView({
        type: "list",
        resModel: "partner",
        arch: `<list><field name="clientele_last_visit" widget="clientele_last_visit"/></list>`,
    });
    expect(queryAllTexts(".o_data_cell .text-muted.ms-1")).toEqual([
        "today",
        "yesterday",
        "24 days ago",
        "6 months ago",
        "3 years ago",
    ]);
    expect(".o_data_row:eq(3) i.text-warning").toHaveAttribute(
        "aria-label",
        "Orange: the last visit was 6 to 12 months ago"
    );
    expect(".o_data_row:eq(5) .o_data_cell").toHaveText("No visit yet");
});
