import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useAutofocus } from "@web/core/utils/hooks";

/** Asks for one line of text: why a visit is cancelled, what a break is for. */
export class ReasonDialog extends Component {
    static template = "clientele.JournalReason";
    static components = { Dialog };
    static props = {
        close: Function,
        title: String,
        label: { type: String, optional: true },
        confirm: String,
        text: { type: String, optional: true },
        period: { type: String, optional: true },
        required: { type: Boolean, optional: true },
        onConfirm: Function,
    };
    static defaultProps = { text: "" };

    setup() {
        this.state = useState({ text: this.props.text });
        useAutofocus({ refName: "text", selectAll: true });
    }

    confirm() {
        const text = this.state.text.trim();
        if (text || !this.props.required) {
            this.props.close();
            this.props.onConfirm(text);
        }
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.confirm();
        }
    }
}
