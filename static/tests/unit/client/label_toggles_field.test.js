import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { contains, defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";
import { defineBackOffice } from "../helpers";

const LABELS = [
    { id: 12, name: "Allergic", color: 1 },
    { id: 14, name: "Mornings", color: 2 },
];

class Partner extends models.Model {
    name = fields.Char();
    labels = fields.Many2many({ relation: "label" });
    _records = [{ id: 1, name: "Ann", labels: [12] }];
}

class Label extends models.Model {
    name = fields.Char();
    color = fields.Integer();
    company_id = fields.Integer();
    _records = LABELS;
}

defineModels([Partner, Label]);
defineBackOffice();

// Whose labels they are is a matter of the server, which the mock does not know.
onRpc("label", "search_read", ({ kwargs }) => {
    expect(kwargs.domain[0].slice(0, 2)).toEqual(["company_id", "parent_of"]);
    return LABELS;
});

const arch = `<form><field name="name"/><field name="labels" widget="clientele_label_toggles"/></form>`;

function mountCard(options) {
    return mountView({ type: "form", resModel: "partner", arch, ...options });
}

test("every label stands there with its answer in words", async () => {
    await mountCard({ resId: 1 });
    expect(queryAllTexts(".o_clientele_label > :last-child")).toEqual(["Yes", "No"]);
    expect(".o_clientele_label:first").toHaveText(/^Allergic/);
    expect(".o_clientele_label:first").toHaveAttribute("aria-checked", "true");
    expect(".o_clientele_label:last").toHaveAttribute("aria-checked", "false");
});

test("one click answers and saves", async () => {
    const commands = [[[4, 14]], [[3, 12]]];
    onRpc("partner", "web_save", ({ args }) => {
        expect.step("saved");
        expect(args[1].labels).toEqual(commands.shift());
    });
    await mountCard({ resId: 1 });
    await contains(".o_clientele_label[data-label=Mornings]").click();
    expect(".o_clientele_label[data-label=Mornings]").toHaveAttribute("aria-checked", "true");
    await contains(".o_clientele_label[data-label=Allergic]").click();
    expect(".o_clientele_label[data-label=Allergic]").toHaveAttribute("aria-checked", "false");
    expect.verifySteps(["saved", "saved"]);
});

test("a new client is saved with the rest of the card", async () => {
    onRpc("partner", "web_save", () => expect.step("saved"));
    await mountCard();
    await contains(".o_clientele_label[data-label=Allergic]").click();
    expect(".o_clientele_label[data-label=Allergic]").toHaveAttribute("aria-checked", "true");
    expect.verifySteps([]);
});

test("who may not write sees the answers only", async () => {
    await mountCard({ resId: 1, arch: arch.replace("<form>", `<form edit="0">`), readonly: true });
    expect(".o_clientele_label:disabled").toHaveCount(2);
});
