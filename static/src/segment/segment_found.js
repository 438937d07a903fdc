import { Component, onWillUpdateProps, useState } from "@odoo/owl";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { useService } from "@web/core/utils/hooks";
import { SegmentCount } from "./segment_count";
import { SegmentWhyDialog } from "./segment_why_dialog";

const FIRST = 10;

/** How many are found and who the first ones are; why a client is in, or any other is out. */
export class SegmentFound extends Component {
    static template = "clientele.SegmentFound";
    static components = { RecordSelector, SegmentCount };
    static props = {
        total: Object,
        definition: Object,
        incomplete: Boolean,
        partial: Boolean,
        version: Number,
        asOf: [String, Boolean],
        call: Function,
        showAll: Function,
    };

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.state = useState({ page: false, problem: "" });
        onWillUpdateProps((props) => {
            if (props.version !== this.props.version) {
                this.load(props);
            }
        });
        this.load(this.props);
    }

    async load({ definition, incomplete, asOf, call }) {
        this.loading = JSON.stringify([definition, asOf]);
        const { loading } = this;
        if (incomplete) {
            this.state.page = false;
            return;
        }
        try {
            const page = await call("editor_clients", definition, asOf, FIRST);
            if (loading === this.loading) {
                Object.assign(this.state, { page, problem: "" });
            }
        } catch (error) {
            if (loading === this.loading) {
                Object.assign(this.state, { page: false, problem: error.data?.message || error.message });
            }
        }
    }

    get isMore() {
        return this.props.total.answer?.count > this.state.page.clients.length;
    }

    async why(partnerId) {
        const { definition, asOf, call } = this.props;
        const why = await call("editor_why", definition, partnerId, asOf);
        this.dialog.add(SegmentWhyDialog, { why, open: (model, id) => this.open(model, id) });
    }

    open(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
            target: "new",
        });
    }
}
