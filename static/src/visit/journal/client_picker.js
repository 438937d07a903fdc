import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useAutofocus } from "@web/core/utils/hooks";
import { SearchBox } from "./search_box";

/** Who comes: found by name, phone, e-mail or card number, or added in place. */
export class ClientPicker extends Component {
    static template = "clientele.JournalClient";
    static components = { SearchBox };
    static props = {
        client: { type: [Object, Boolean] },
        find: Function,
        onChange: Function,
    };

    setup() {
        useAutofocus({ refName: "name" });
    }

    /** What is found, and the choice to add who is not. */
    async search(text) {
        const found = text ? await this.props.find(text) : [];
        return text ? [...found, { add: true, text }] : found;
    }

    sayNew(text) {
        return _t("New client “%s”", text);
    }

    select(item, text) {
        if (!item.add) {
            return this.props.onChange(item);
        }
        const phone = /^[\d\s+()./-]{3,}$/.test(text);
        const email = text.includes("@");
        this.props.onChange({
            isNew: true,
            name: phone || email ? "" : text,
            phone: phone ? text : "",
            email: email ? text : "",
        });
    }

    get fields() {
        return [
            { name: "name", type: "text", label: _t("Name") },
            { name: "phone", type: "tel", label: _t("Phone") },
            { name: "email", type: "email", label: _t("E-mail") },
        ];
    }

    edit(name, value) {
        this.props.onChange({ ...this.props.client, [name]: value });
    }
}
