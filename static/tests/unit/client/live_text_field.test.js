import { expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { contains, defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";
import { defineBackOffice } from "../helpers";

class Group extends models.Model {
    words = fields.Text({
        onChange: (record) => {
            record.preview = `Preview: ${record.words}`;
        },
    });
    preview = fields.Char();
    _records = [{ id: 1, words: "Hi", preview: "Preview: Hi" }];
}

defineModels([Group]);
defineBackOffice();

test("the preview follows while typing, and the text stays as typed", async () => {
    const arch = `<form><field name="words" widget="clientele_live_text"/><field name="preview" readonly="1"/></form>`;
    await mountView({ type: "form", resModel: "group", resId: 1, arch });
    await contains(".o_field_clientele_live_text textarea").edit("Hello ", { confirm: false });
    expect(".o_field_widget[name=preview]").toHaveText("Preview: Hi");
    await advanceTime(300);
    await animationFrame();
    expect(".o_field_widget[name=preview]").toHaveText("Preview: Hello");
    expect(".o_field_clientele_live_text textarea").toHaveValue("Hello ");
});
