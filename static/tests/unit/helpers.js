import { beforeEach } from "@odoo/hoot";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { registry } from "@web/core/registry";

// Clientele depends on the point of sale, so its services come along and would open a till before each view.
const TILL_SERVICES = [
    "report",
    "printer",
    "renderer",
    "pos",
    "hardware_proxy",
    "pos_data",
    "contextual_utils_service",
    "pos_router",
    "alert",
    "number_buffer",
    "barcode_reader",
    "pos_scale",
    "customer_display_data",
];

/** What a test of a back-office screen needs besides its own models; Hoot puts everything back after each test. */
export function defineBackOffice() {
    defineMailModels();
    beforeEach(() => {
        for (const name of TILL_SERVICES) {
            registry.category("services").remove(name);
        }
    });
}
