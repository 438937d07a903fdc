import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * A checklist of the fields of an export: the value is the list of names that are ticked, in the order of the record's
 * `choices`, a list of { name, label }.
 */
export class FieldChoiceField extends Component {
    static template = "clientele.FieldChoiceField";
    static props = { ...standardFieldProps };

    get choices() {
        return this.props.record.data.choices || [];
    }

    get chosen() {
        return this.props.record.data[this.props.name] || [];
    }

    toggle(name) {
        const chosen = new Set(this.chosen);
        if (!chosen.delete(name)) {
            chosen.add(name);
        }
        this.choose((choice) => chosen.has(choice.name));
    }

    choose(isChosen) {
        const names = this.choices.filter(isChosen).map((choice) => choice.name);
        return this.props.record.update({ [this.props.name]: names });
    }
}

export const fieldChoiceField = {
    component: FieldChoiceField,
    displayName: _t("Choice of fields"),
    supportedTypes: ["json", "jsonb"],
    fieldDependencies: [{ name: "choices", type: "json" }],
};

registry.category("fields").add("clientele_field_choice", fieldChoiceField);
