import { _t } from "@web/core/l10n/translation";

/** How each state looks and is called; never by colour alone. */
export const STATES = {
    booked: { icon: "fa-calendar-o", text: _t("Booked") },
    confirmed: { icon: "fa-check", text: _t("Confirmed") },
    arrived: { icon: "fa-sign-in", text: _t("Arrived") },
    done: { icon: "fa-flag-checkered", text: _t("Done") },
    no_show: { icon: "fa-user-times", text: _t("No-show") },
    cancelled: { icon: "fa-ban", text: _t("Cancelled") },
};

const OPEN = ["booked", "confirmed", "arrived"];

/** The changes of state that reception makes with one click or key. */
export const STEPS_OF_STATE = [
    { state: "confirmed", key: "c", text: _t("Confirm"), from: ["booked"] },
    { state: "arrived", key: "a", text: _t("Arrived"), from: ["booked", "confirmed"] },
    { state: "done", key: "d", text: _t("Done"), from: OPEN },
    { state: "no_show", key: "n", text: _t("No-show"), from: OPEN },
    { state: "cancelled", key: "x", text: _t("Cancel…"), from: OPEN },
    { state: "reopen", key: "o", text: _t("Reopen"), from: ["done", "no_show", "cancelled"] },
];

export function stepsFrom(state) {
    return STEPS_OF_STATE.filter((step) => step.from.includes(state));
}

export function isOpen(state) {
    return OPEN.includes(state);
}
