import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, defineModels, fields, makeMockEnv, models, mountView, serverState } from "@web/../tests/web_test_helpers";
import { measureSms } from "@clientele/client/sms_parts";
import { sayCost } from "@clientele/client/sms_widget";
import { defineBackOffice } from "../helpers";
import { VECTORS } from "./sms_vectors";

class Composer extends models.Model {
    body = fields.Text();
    clientele_recipients = fields.Integer();
    _records = [{ id: 1, body: "a", clientele_recipients: 3 }];
}

defineModels([Composer]);
defineBackOffice();

const PRICED = { flat: true, price: 1.01, digits: 2, currency_id: 1 };
const plain = (text) => text.replaceAll("\u00a0", " ");

test("parts are those of the server", () => {
    for (const { text, parts, flat } of VECTORS) {
        const written = text.map(([piece, times]) => piece.repeat(times)).join("");
        expect(measureSms(written).parts).toBe(parts);
        expect(measureSms(written, true).parts).toBe(flat);
    }
});

test("what an SMS costs (SK6)", async () => {
    await makeMockEnv();
    const costs = [70, 71, 140, 141].map((length) => plain(sayCost(measureSms("a".repeat(length), true).parts, PRICED)));
    expect(costs).toEqual(["$ 1.01", "$ 2.02", "$ 2.02", "$ 3.03"]);
});

test("what it costs to tell many", async () => {
    await makeMockEnv();
    expect(plain(sayCost(2, PRICED, 3))).toBe("× 3 recipients = 6 SMS, $ 6.06");
    expect(sayCost(2, { ...PRICED, price: 0 }, 3)).toBe("× 3 recipients = 6 SMS");
    expect(sayCost(2, { ...PRICED, price: 0 })).toBe("");
    expect(plain(sayCost(3, { ...PRICED, price: 0.0455, digits: 4 }))).toBe("$ 0.1365");
});

test("the counter follows while typing", async () => {
    serverState.companies[0].clientele_sms = PRICED;
    const arch = `<form><field name="body" widget="sms_widget"/><field name="clientele_recipients"/></form>`;
    await mountView({ type: "form", resModel: "composer", resId: 1, arch });
    expect(".o_sms_count").toHaveText(/1\/70 .*1 SMS \(GSM7\)\s*× 3 recipients = 3 SMS, \$\s3.03/);
    await contains(".o_field_sms_widget textarea").edit("a".repeat(71), { confirm: false });
    await animationFrame();
    expect(".o_sms_count").toHaveText(/71\/140 .*2 SMS \(GSM7\)\s*× 3 recipients = 6 SMS, \$\s6.06/);
    await contains(".o_field_sms_widget textarea").edit("{{ object.name }}", { confirm: false });
    await animationFrame();
    expect(".o_sms_count").toHaveText(/1 SMS \(GSM7\)\s*× 3 recipients = about 3 SMS/);
});
