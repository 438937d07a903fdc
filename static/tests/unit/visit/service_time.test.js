import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { contains, defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";
import { stretchesOf } from "@clientele/visit/service_time";
import { defineBackOffice } from "../helpers";

class Gap extends models.Model {
    start = fields.Integer();
    duration = fields.Integer();
    _records = [{ id: 1, start: 30, duration: 20 }];
}

class Service extends models.Model {
    clientele_duration = fields.Integer();
    clientele_buffer_before = fields.Integer();
    clientele_buffer_after = fields.Integer();
    clientele_gap_ids = fields.One2many({ relation: "gap" });
    _records = [
        {
            id: 1,
            clientele_duration: 80,
            clientele_buffer_before: 10,
            clientele_buffer_after: 5,
            clientele_gap_ids: [1],
        },
    ];
}

defineModels([Gap, Service]);
defineBackOffice();

const arch = `
    <form>
        <field name="clientele_duration"/>
        <field name="clientele_gap_ids"><list><field name="start"/><field name="duration"/></list></field>
        <widget name="clientele_service_time"/>
    </form>`;

function minutesOf(service) {
    return stretchesOf({ before: 0, after: 0, ...service }).map((stretch) => [stretch.kind, stretch.minutes]);
}

test("a service without gaps is one stretch", () => {
    expect(minutesOf({ duration: 60, gaps: [] })).toEqual([["work", 60]]);
});

test("gaps stand in order of time, whatever order they were typed in", () => {
    const gaps = [
        { start: 90, duration: 10 },
        { start: 30, duration: 30 },
    ];
    expect(minutesOf({ before: 5, duration: 120, after: 10, gaps })).toEqual([
        ["before", 5],
        ["work", 30],
        ["gap", 30],
        ["work", 30],
        ["gap", 10],
        ["work", 20],
        ["after", 10],
    ]);
});

test("gaps that are being typed make no nonsense", () => {
    const gaps = [
        { start: 0, duration: 20 },
        { start: 10, duration: 15 },
        { start: 50, duration: 40 },
        { start: 70, duration: 10 },
    ];
    expect(minutesOf({ duration: 60, gaps })).toEqual([
        ["gap", 20],
        ["gap", 5],
        ["work", 25],
        ["gap", 10],
    ]);
});

test("the bars follow what is typed", async () => {
    await mountView({ type: "form", resModel: "service", resId: 1, arch });
    expect(queryAllTexts(".o_clientele_stretch")).toEqual(["10", "30", "20", "30", "5", "80"]);
    expect(".o_clientele_service_time [role=img]").toHaveAttribute(
        "aria-label",
        "10 before · 30 · gap 20 · 30 · 5 after"
    );
    expect(".o_clientele_service_time .small").toHaveText(/busy for 75 minutes, the client is there for 80/);
    await contains("[name=clientele_duration] input").edit("100");
    expect(queryAllTexts(".o_clientele_stretch")).toEqual(["10", "30", "20", "50", "5", "100"]);
});
