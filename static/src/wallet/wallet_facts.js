import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What a client has prepaid: what is left of each subscription, until when, what is due next. */
export class WalletFactsField extends Component {
    static template = "clientele.WalletFactsField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get wallet() {
        return this.props.record.data[this.props.name] || [];
    }

    open(id) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "clientele.subscription",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("fields").add("clientele_wallet_facts", {
    component: WalletFactsField,
    displayName: _t("What a client has prepaid"),
    supportedTypes: ["json"],
});
