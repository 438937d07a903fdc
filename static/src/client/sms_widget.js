import { useState } from "@odoo/owl";
import { SmsWidget } from "@sms/components/sms_widget/fields_sms_widget";
import { _t } from "@web/core/l10n/translation";
import { formatCurrency } from "@web/core/currency";
import { user } from "@web/core/user";
import { patch } from "@web/core/utils/patch";
import { useListener } from "./live_text_field";
import { measureSms } from "./sms_parts";

const NO_TERMS = { flat: false, price: 0 };

/**
 * @param {number} parts of one SMS
 * @param {{price: number, digits: number, currency_id: number}} terms what `_clientele_sms_terms` of the company gives
 * @param {number} [recipients] how many get it
 * @param {boolean} [vague] whether each one's text may differ
 * @returns {string} what stands behind the parts; empty where there is nothing to say
 */
export function sayCost(parts, terms, recipients = 1, vague = false) {
    const total = parts * recipients;
    const cost =
        terms.price && formatCurrency(total * terms.price, terms.currency_id, { digits: [16, terms.digits] });
    if (recipients <= 1) {
        return cost ? (vague ? _t("about %s", cost) : cost) : "";
    }
    const number = vague ? _t("about %s", total) : total;
    const words = _t("× %(recipients)s recipients = %(number)s SMS", { recipients, number });
    return cost ? `${words}, ${cost}` : words;
}

/** The counter below every SMS: parts as the company's operator counts them, and what they cost (SK6). */
patch(SmsWidget.prototype, {
    setup() {
        super.setup(...arguments);
        this.smsTerms = user.activeCompany?.clientele_sms || NO_TERMS;
        this.smsTyped = useState({ text: null }); // until the field is left, and the record knows
        useListener(this.textareaRef, "input", (ev) => (this.smsTyped.text = ev.target.value));
        useListener(this.textareaRef, "change", () => (this.smsTyped.text = null));
    },
    /** What is sent: links shortened, and the link to opt out, where there is one. */
    get smsText() {
        const { data } = this.props.record;
        const text = this.smsTyped.text ?? (data[this.props.name] || "");
        const optOut = (data.sms_allow_unsubscribe && this.linkReplacementsPlaceholders?.unsubscribe) || "";
        this.optOutEnabled = Boolean(optOut);
        return this._getValueForSmsCounts(text) + optOut;
    },
    get smsMeasure() {
        return measureSms(this.smsText, this.smsTerms.flat);
    },
    get encoding() {
        return this.smsMeasure.gsm ? "GSM7" : "UNICODE";
    },
    get nbrChar() {
        return this.smsMeasure.places;
    },
    get nbrSMS() {
        return this.smsMeasure.parts;
    },
    get smsCost() {
        const { data } = this.props.record;
        const vague = this.smsText.includes("{{");
        return this.nbrSMS ? sayCost(this.nbrSMS, this.smsTerms, data.clientele_recipients, vague) : "";
    },
});
