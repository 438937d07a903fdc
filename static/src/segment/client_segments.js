import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Which segments hold the client; worked out when somebody asks. */
export class ClientSegments extends Component {
    static template = "clientele.ClientSegments";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ of: false, segments: [] });
    }

    get isKnown() {
        return this.state.of === this.props.record.resId;
    }

    async find() {
        const { resId } = this.props.record;
        const segments = await this.orm.call("clientele.segment", "segments_of", [resId]);
        Object.assign(this.state, { of: resId, segments });
    }

    open(segment) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "clientele.segment",
            res_id: segment.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("clientele_client_segments", { component: ClientSegments });
