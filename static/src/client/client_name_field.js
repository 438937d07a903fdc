import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The client's name with what staff must not overlook: VIP, block-list, inactive. In words, not by colour alone. */
export class ClientNameField extends Component {
    static template = "clientele.ClientNameField";
    static props = { ...standardFieldProps };

    get name() {
        return this.props.record.data[this.props.name] || "";
    }

    get marks() {
        const { clientele_vip, clientele_blocked, clientele_inactive } = this.props.record.data;
        const marks = [];
        if (clientele_vip) {
            marks.push({ key: "vip", text: _t("VIP"), class: "text-bg-primary" });
        }
        if (clientele_blocked) {
            marks.push({ key: "blocked", text: _t("Blocked"), class: "text-bg-dark" });
        }
        if (clientele_inactive) {
            marks.push({ key: "inactive", text: _t("Inactive"), class: "text-bg-secondary" });
        }
        return marks;
    }
}

export const clientNameField = {
    component: ClientNameField,
    displayName: _t("Client name"),
    supportedTypes: ["char"],
    fieldDependencies: [
        { name: "clientele_vip", type: "boolean" },
        { name: "clientele_blocked", type: "boolean" },
        { name: "clientele_inactive", type: "boolean" },
    ],
};

registry.category("fields").add("clientele_client_name", clientNameField);
