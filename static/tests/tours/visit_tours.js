import { registry } from "@web/core/registry";

/** Add a service to the lines of the visit that is open. */
function addService(name) {
    return [
        { content: "add a line", trigger: "[name=line_ids] .o_field_x2many_list_row_add a", run: "click" },
        {
            content: "search the service",
            trigger: "[name=line_ids] .o_selected_row [name=product_id] input",
            run: `edit ${name}`,
        },
        {
            content: "choose the service",
            trigger: `.o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option):contains("${name}")`,
            run: "click",
        },
        {
            content: "the line has its price",
            trigger: "[name=line_ids] .o_selected_row [name=price_unit] input:value('20.00')",
        },
    ];
}

function press(button) {
    return [{ content: button, trigger: `.o_statusbar_buttons button:contains("${button}")`, run: "click" }];
}

function stateIs(state) {
    return [
        {
            content: `the visit is ${state}`,
            trigger: `.o_statusbar_status .o_arrow_button_current:contains("${state}")`,
        },
    ];
}

registry.category("web_tour.tours").add("clientele_visit_flow", {
    steps: () => [
        { content: "a new visit", trigger: ".o_list_button_add", run: "click" },
        {
            content: "type the phone as one says it",
            trigger: "[name=client_phone] input",
            run: "edit 0888 123 456 && press Tab",
        },
        { content: "Ann is found", trigger: "[name=partner_id] input:value('Tour Ann')" },
        ...addService("Haircut"),
        { content: "save", trigger: ".o_form_button_save", run: "click" },
        ...press("Confirm"),
        ...stateIs("Confirmed"),
        ...press("Arrived"),
        ...stateIs("Arrived"),
        ...press("Done"),
        ...stateIs("Done"),
        { content: "it counts as paid", trigger: "[name=amount_due]:contains('0.00')" },
        ...press("Reopen"),
        ...stateIs("Arrived"),
        ...press("Cancel"),
        { content: "say why", trigger: ".modal [name=reason] input", run: "edit Fell ill" },
        { content: "cancel", trigger: ".modal button[name=action_cancel]", run: "click" },
        { content: "the reason is on the visit", trigger: "[name=cancel_reason] input:value('Fell ill')" },
    ],
});
