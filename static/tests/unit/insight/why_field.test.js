import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { contains, defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";
import { defineBackOffice } from "../helpers";

class Partner extends models.Model {
    name = fields.Char();
    why = fields.Json();
    _records = [
        { id: 1, name: "Ann", why: { sentence: "Comes every 60 days.", details: [["Usual gap", "60 days"]] } },
        { id: 2, name: "Bob", why: { sentence: "No visit yet.", details: [] } },
    ];
}

defineModels([Partner]);
defineBackOffice();

const arch = `<form><field name="name"/><field name="why" widget="clientele_why"/></form>`;

test("one sentence, and the numbers behind it on demand", async () => {
    await mountView({ type: "form", resModel: "partner", resId: 1, arch });
    expect(".o_clientele_sentence").toHaveText("Comes every 60 days.");
    expect("details").not.toHaveAttribute("open");
    await contains("summary").click();
    expect("details").toHaveAttribute("open");
    expect(queryAllTexts(".o_clientele_details > *")).toEqual(["Usual gap", "60 days"]);
});

test("without numbers there is nothing to open", async () => {
    await mountView({ type: "form", resModel: "partner", resId: 2, arch });
    expect(".o_clientele_sentence").toHaveText("No visit yet.");
    expect("details").toHaveCount(0);
});
