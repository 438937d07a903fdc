import { expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { defineModels, fields, models, mountView, MockServer } from "@web/../tests/web_test_helpers";
import { defineBackOffice } from "../helpers";

class Job extends models.Model {
    state = fields.Selection({
        selection: ["ready", "queued", "running", "done"].map((state) => [state, state]),
    });
    progress = fields.Float();
    row_count = fields.Integer();
    done_count = fields.Integer();
    _records = [
        { id: 1, state: "running", progress: 25.4, row_count: 8000, done_count: 2000 },
        { id: 2, state: "ready", progress: 0, row_count: 8000, done_count: 0 },
    ];
}

defineModels([Job]);
defineBackOffice();

const arch = `<form><field name="state"/><widget name="clientele_job_progress"/></form>`;
const PAUSE = 2100;

async function later(values) {
    MockServer.env.job.write([1], values);
    await advanceTime(PAUSE);
    await animationFrame();
}

test("a running import shows how far it is, by itself, until it is done", async () => {
    await mountView({ type: "form", resModel: "job", resId: 1, arch });
    expect(".o_clientele_job_progress").toHaveText(/2000 of 8000 rows/);
    expect("[role=progressbar]").toHaveAttribute("aria-valuenow", "25");
    await later({ progress: 75, done_count: 6000 });
    expect("[role=progressbar]").toHaveAttribute("aria-valuenow", "75");
    await later({ progress: 100, done_count: 8000, state: "done" });
    expect(".o_clientele_job_progress").toHaveCount(0);
});

test("an import that waits for the user shows no progress", async () => {
    await mountView({ type: "form", resModel: "job", resId: 2, arch });
    expect(".o_clientele_job_progress").toHaveCount(0);
});
