import { useEffect } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useDebounced } from "@web/core/utils/timing";
import { TextField, textField } from "@web/views/fields/text/text_field";

const PAUSE = 300; // ms without a key before the server is asked

/** Hear an event of an element that may come and go, such as a field's that is read-only at times. */
export function useListener(ref, name, listener) {
    useEffect(
        (el) => {
            el?.addEventListener(name, listener);
            return () => el?.removeEventListener(name, listener);
        },
        () => [ref.el]
    );
}

/** A text that other fields follow while it is typed, such as a preview. */
export class LiveTextField extends TextField {
    setup() {
        super.setup();
        const follow = useDebounced((value) => this.props.record.update({ [this.props.name]: value }), PAUSE);
        useListener(this.textareaRef, "input", (ev) => follow(this.parse(ev.target.value)));
    }
}

export const liveTextField = {
    ...textField,
    component: LiveTextField,
    displayName: _t("Text that others follow"),
    additionalClasses: [...(textField.additionalClasses || []), "o_field_text"],
};

registry.category("fields").add("clientele_live_text", liveTextField);
