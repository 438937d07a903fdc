import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What a call can end with, a button each (YC18). One click logs it; in the form the next call follows. */
export class TaskResultsField extends Component {
    static template = "clientele.TaskResultsField";
    static props = { ...standardFieldProps, goOn: { type: Boolean, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ busy: false });
    }

    get results() {
        return this.props.record.data[this.props.name].records.map(({ resId, data }) => ({
            id: resId,
            name: data.display_name,
        }));
    }

    async choose(result) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            await this.log(result);
        } finally {
            this.state.busy = false;
        }
    }

    async log(result) {
        const { record, goOn } = this.props;
        if (!(await record.save())) {
            return; // what was typed is not valid, the form says why
        }
        const next = await this.orm.call(record.resModel, "action_result", [[record.resId], result.id], {
            go_on: Boolean(goOn),
        });
        if (next) {
            await this.action.doAction(next, { stackPosition: "replaceCurrentAction" });
        } else {
            await record.model.load();
        }
    }
}

export const taskResultsField = {
    component: TaskResultsField,
    displayName: _t("Results of a call"),
    supportedTypes: ["many2many"],
    supportedOptions: [{ label: _t("Go on to the next call"), name: "go_on", type: "boolean" }],
    relatedFields: [{ name: "display_name", type: "char" }],
    extractProps: ({ options }) => ({ goOn: Boolean(options.go_on) }),
    isEmpty: () => false,
    listViewWidth: 530,
};

registry.category("fields").add("clientele_task_results", taskResultsField);
