import { registry } from "@web/core/registry";

function select(service) {
    return {
        content: `select ${service}`,
        trigger: `.o_data_row:has(td[name=name]:contains("${service}")) .o_list_record_selector input`,
        run: "click",
    };
}

// FO3: two services become a package in one step, and the package becomes lines of a visit in one step.
registry.category("web_tour.tours").add("clientele_package", {
    steps: () => [
        select("Tour cut"),
        select("Tour colour"),
        {
            content: "make a package of them",
            trigger: "button[name=action_clientele_make_package]",
            run: "click",
        },
        {
            content: "its name and services are there",
            trigger: ".modal [name=line_ids] .o_data_row:contains('Tour colour')",
        },
        { content: "a better price", trigger: ".modal [name=price] input", run: "edit 90 && press Tab" },
        { content: "what it saves", trigger: ".modal [name=saving]:contains('10.00')" },
        { content: "save", trigger: ".modal .o_form_button_save", run: "click" },
        {
            content: "to the visits",
            trigger: "body:not(:has(.modal)) [data-menu-xmlid='clientele.clientele_visit_menu']",
            run: "click",
        },
        {
            content: "a new visit",
            trigger: ".o_last_breadcrumb_item:contains('Visits')",
        },
        { content: "a new visit", trigger: ".o_list_button_add", run: "click" },
        {
            content: "whose phone it is",
            trigger: "[name=client_phone] input",
            run: "edit 0888 123 456 && press Tab",
        },
        { content: "Ann is found", trigger: "[name=partner_id] input:value('Tour Ann')" },
        { content: "search the package", trigger: "[name=package_id] input", run: "edit Tour cut" },
        {
            content: "choose it",
            trigger: ".o-autocomplete--dropdown-item:contains('Tour cut + Tour colour')",
            run: "click",
        },
        { content: "both services are there", trigger: "[name=line_ids] .o_data_row:contains('Tour colour')" },
        { content: "at the price of the package", trigger: "[name=amount_total]:contains('90.00')" },
        { content: "save", trigger: ".o_form_button_save", run: "click" },
        { content: "saved", trigger: ".o_form_status_indicator_buttons.invisible:not(:visible)" },
    ],
});
