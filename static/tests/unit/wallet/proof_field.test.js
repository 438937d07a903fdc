import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { contains, defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";
import { toBars } from "@clientele/wallet/proof_field";
import { defineBackOffice } from "../helpers";

/** Six visits of 200, two for each payment. */
function steps(...payments) {
    const last = payments.length - 1;
    let paid = 0;
    return payments.flatMap((amount, part) => {
        paid += amount;
        return [1, 2].map((nr) => {
            const worth = (2 * part + nr) * 200;
            const ahead = part < last ? Math.max(worth - paid, 0) : 0;
            return { visit: 2 * part + nr, part: part + 1, paid, worth, ahead };
        });
    });
}

class Plan extends models.Model {
    currency_id = fields.Many2one({ relation: "res.currency" });
    proof = fields.Json();
    _records = [
        { id: 1, currency_id: 1, proof: steps(400, 400, 200) },
        { id: 2, currency_id: 1, proof: steps(300, 300, 400) },
        { id: 3, currency_id: 1, proof: [] },
    ];
}

defineModels([Plan]);
defineBackOffice();

function mount(resId) {
    const arch = `<form><field name="proof" widget="clientele_proof"/></form>`;
    return mountView({ type: "form", resModel: "plan", resId, arch });
}

test("IN3: 400 / 400 / 200 is never ahead, only the sixth visit is free", async () => {
    await mount(1);
    expect(".o_clientele_proof_visit").toHaveCount(6);
    expect(".o_ahead").toHaveCount(0);
    expect(".o_clientele_proof_visit.o_free").toHaveCount(1);
    expect(".o_clientele_proof_visit:last").toHaveClass("o_free");
    await contains("summary").click();
    expect(queryAllTexts("tbody tr td:last-child").slice(-2)).toEqual(["covered", "$ 200.00 free"]);
});

test("the visit at which the client is ahead is said, not only red", async () => {
    await mount(2);
    expect(".o_clientele_proof_visit.o_ahead").toHaveCount(2);
    expect(".o_clientele_proof_visit:eq(1)").toHaveAttribute(
        "title",
        /Visit 2: paid .*300.00, worth .*400.00, ahead by .*100.00/
    );
    expect(".o_clientele_proof_visit:eq(1) .fa-exclamation-triangle").toHaveCount(1);
    expect(".o_clientele_proof_legend").toHaveText(/Ahead of what was paid/);
});

test("nothing to prove, nothing drawn", async () => {
    await mount(3);
    expect(".o_clientele_proof").toHaveCount(0);
});

test("heights are shares of the highest, long plans have few numbers below", () => {
    const bars = toBars(steps(400, 400, 200));
    expect(bars.map((bar) => Math.round(bar.paidHeight))).toEqual([33, 33, 67, 67, 83, 83]);
    expect(bars.map((bar) => bar.begins)).toEqual([true, false, true, false, true, false]);
    const many = toBars(Array.from({ length: 48 }, (_, nr) => ({ visit: nr + 1, part: 1, paid: 1, worth: 1, ahead: 0 })));
    expect(many.filter((bar) => bar.label).map((bar) => bar.label)).toEqual([
        1, 5, 9, 13, 17, 21, 25, 29, 33, 37, 41, 45, 48,
    ]);
});
