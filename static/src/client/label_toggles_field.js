import { Component, onWillStart } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Every label of the company with the client's answer; one click turns Yes into No and back (FO7). */
export class LabelTogglesField extends Component {
    static template = "clientele.LabelTogglesField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.labels = [];
        onWillStart(async () => {
            const { relation } = this.props.record.fields[this.props.name];
            const domain = [["company_id", "parent_of", [user.activeCompany.id]]];
            this.labels = await this.orm.searchRead(relation, domain, ["name", "color"]);
        });
    }

    get answers() {
        const { currentIds } = this.props.record.data[this.props.name];
        return this.labels.map((label) => ({ ...label, yes: currentIds.includes(label.id) }));
    }

    /** A saved client is saved again at once, as with a favourite's star; a new one with the rest of the card. */
    async toggle(label) {
        const { record, name, readonly } = this.props;
        if (readonly) {
            return;
        }
        const change = label.yes ? { remove: [label.id] } : { add: [label.id] };
        await record.data[name].addAndRemove(change);
        if (!record.isNew) {
            await record.save();
        }
    }
}

export const labelTogglesField = {
    component: LabelTogglesField,
    displayName: _t("Labels with Yes and No"),
    supportedTypes: ["many2many"],
    relatedFields: [{ name: "display_name", type: "char" }],
    isEmpty: () => false,
};

registry.category("fields").add("clientele_label_toggles", labelTogglesField);
