import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Each line of a visit with what can pay it; a click chooses, and the server says what that leaves for the others. */
export class SettleBoard extends Component {
    static template = "clientele.SettleBoard";
    static props = { ...standardFieldProps };

    get lines() {
        return this.props.record.data[this.props.name] || [];
    }

    choose(line, option) {
        const { record } = this.props;
        return record.update({ choices: { ...record.data.choices, [line.id]: option.way } });
    }
}

registry.category("fields").add("clientele_settle_board", {
    component: SettleBoard,
    displayName: _t("What pays each line of a visit"),
    supportedTypes: ["json"],
});
