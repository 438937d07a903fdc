import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Why a client has the flag: one sentence, and the numbers behind it for who wants to check (FO4). */
export class WhyField extends Component {
    static template = "clientele.WhyField";
    static props = { ...standardFieldProps };

    get why() {
        return this.props.record.data[this.props.name];
    }
}

export const whyField = {
    component: WhyField,
    displayName: _t("Reason of the flag"),
    supportedTypes: ["json"],
    isEmpty: (record, name) => !record.data[name],
};

registry.category("fields").add("clientele_why", whyField);
