import { Component } from "@odoo/owl";
import { toLocaleDateString, today } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const COLOURS = {
    green: { class: "text-success", text: _t("Green: the last visit was within 6 months") },
    orange: { class: "text-warning", text: _t("Orange: the last visit was 6 to 12 months ago") },
    red: { class: "text-danger", text: _t("Red: the last visit was over 12 months ago") },
    grey: { class: "text-muted", text: _t("Grey: no visit yet") },
};

/** The day of the last visit with the client's colour, and in words how long ago it was (FO1). */
export class LastVisitField extends Component {
    static template = "clientele.LastVisitField";
    static props = { ...standardFieldProps };

    get day() {
        return this.props.record.data[this.props.name];
    }

    get colour() {
        return COLOURS[this.props.record.data.clientele_colour] || COLOURS.grey;
    }

    get formattedDay() {
        return this.day ? toLocaleDateString(this.day) : "";
    }

    get ago() {
        const base = today();
        const days = Math.round(base.diff(this.day, "days").days);
        if (days < 31) {
            return this.day.toRelativeCalendar({ base, unit: "days" });
        }
        const months = base.diff(this.day, "months").months;
        return this.day.toRelative({ base, unit: months < 24 ? "months" : "years" });
    }
}

export const lastVisitField = {
    component: LastVisitField,
    displayName: _t("Last visit with colour"),
    supportedTypes: ["date"],
    fieldDependencies: [{ name: "clientele_colour", type: "selection", readonly: true }],
};

registry.category("fields").add("clientele_last_visit", lastVisitField);
