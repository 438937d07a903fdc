import { expect, test } from "@odoo/hoot";
import { contains, defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";
import { defineBackOffice } from "../helpers";

class Wizard extends models.Model {
    choices = fields.Json();
    field_names = fields.Json();
    _records = [
        {
            id: 1,
            choices: [
                { name: "a", label: "Name" },
                { name: "b", label: "Phone" },
                { name: "c", label: "Visits" },
            ],
            field_names: ["c"],
        },
    ];
}

defineModels([Wizard]);
defineBackOffice();

const arch = `<form><field name="field_names" widget="clientele_field_choice"/></form>`;
const chosen = () =>
    [...document.querySelectorAll(".o_clientele_field_choice input:checked")].map((input) => input.name);

test("fields are ticked and unticked, and keep the order of the list", async () => {
    await mountView({ type: "form", resModel: "wizard", resId: 1, arch });
    expect(chosen()).toEqual(["c"]);
    expect(".o_clientele_field_choice").toHaveText(/1 of 3/);
    await contains(".o_clientele_field_choice input[name=a]").click();
    expect(chosen()).toEqual(["a", "c"]);
    await contains(".o_clientele_field_choice input[name=c]").click();
    expect(chosen()).toEqual(["a"]);
});

test("all and none", async () => {
    await mountView({ type: "form", resModel: "wizard", resId: 1, arch });
    await contains(".o_clientele_field_choice button:contains(All)").click();
    expect(chosen()).toEqual(["a", "b", "c"]);
    await contains(".o_clientele_field_choice button:contains(None)").click();
    expect(chosen()).toEqual([]);
    expect(".o_clientele_field_choice").toHaveText(/0 of 3/);
});
