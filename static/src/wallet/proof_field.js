import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatMonetary } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const LABELS = 12; // so many visits have their number below on a phone

/**
 * Where each visit of a plan stands.
 *
 * @param {{visit: number, part: number, paid: number, worth: number, ahead: number}[]} steps
 * @returns the steps with heights in percent of the highest and whether a new payment begins with them
 */
export function toBars(steps) {
    const highest = Math.max(...steps.flatMap((step) => [step.paid, step.worth]), 1);
    const every = Math.ceil(steps.length / LABELS);
    return steps.map((step, nr) => ({
        ...step,
        free: !step.ahead && step.worth > step.paid,
        begins: nr === 0 || steps[nr - 1].part !== step.part,
        paidHeight: (100 * step.paid) / highest,
        worthHeight: (100 * step.worth) / highest,
        label: nr % every === 0 || nr === steps.length - 1 || step.ahead > 0 ? step.visit : "",
    }));
}

/** What was paid against what the visits had cost singly, visit by visit (IN3); the same as a table for who reads. */
export class ProofField extends Component {
    static template = "clientele.ProofField";
    static props = { ...standardFieldProps };

    get bars() {
        return toBars(this.props.record.data[this.props.name] || []);
    }

    money(amount) {
        return formatMonetary(amount, { currencyId: this.props.record.data.currency_id?.id });
    }

    /** What the visit says in words. */
    verdict(bar) {
        if (bar.ahead) {
            return _t("ahead by %s", this.money(bar.ahead));
        }
        return bar.free ? _t("%s free", this.money(bar.worth - bar.paid)) : _t("covered");
    }

    title(bar) {
        return _t("Visit %(visit)s: paid %(paid)s, worth %(worth)s, %(verdict)s", {
            visit: bar.visit,
            paid: this.money(bar.paid),
            worth: this.money(bar.worth),
            verdict: this.verdict(bar),
        });
    }
}

export const proofField = {
    component: ProofField,
    displayName: _t("Paid against used, visit by visit"),
    supportedTypes: ["json"],
    isEmpty: (record, name) => !record.data[name]?.length,
    fieldDependencies: [{ name: "currency_id", type: "many2one", relation: "res.currency" }],
};

registry.category("fields").add("clientele_proof", proofField);
