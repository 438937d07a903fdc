import { registry } from "@web/core/registry";

// Issue 6: what a new rule would have cost, before it is the program's.
registry.category("web_tour.tours").add("clientele_simulation", {
    steps: () => [
        { content: "the program's page of Clientele", trigger: ".nav-link[name=clientele]", run: "click" },
        { content: "try rules out", trigger: "button[name=action_clientele_simulate]", run: "click" },
        { content: "the copy says what the program gives", trigger: "[name=rule_ids] .o_data_row:contains(2 %)" },
        { content: "one rule more", trigger: "[name=rule_ids] .o_field_x2many_list_row_add a", run: "click" },
        { content: "for products", trigger: ".modal [name=scope] input", run: "click" },
        {
            content: "for products",
            trigger: ".o_select_menu_item:contains(Products or services)",
            run: "click",
        },
        { content: "which", trigger: ".modal [name=product_ids] input", run: "edit Tour cream" },
        { content: "which", trigger: ".o-autocomplete--dropdown-item:contains(Tour cream)", run: "click" },
        { content: "its weight follows", trigger: ".modal [name=weight] input:value(40)" },
        { content: "ten percent", trigger: ".modal [name=rate] input", run: "edit 10 && press Tab" },
        { content: "done", trigger: ".modal .o_form_button_save", run: "click" },
        { content: "it is new", trigger: "[name=rule_ids] .o_data_row:contains(New):contains(Tour cream):contains(10 %)" },
        { content: "what would it have cost?", trigger: "button[name=action_run]", run: "click" },
        { content: "eight more", trigger: "[name=summary] .text-danger:contains(8.00):contains(more)", timeout: 20000 },
        { content: "by group", trigger: "[name=summary] td:contains(No group)" },
        { content: "what was assumed", trigger: "[name=summary] li:contains(those of today)" },
        { content: "make it so", trigger: "button[name=action_apply]", run: "click" },
        { content: "yes", trigger: ".modal-footer .btn-primary", run: "click" },
        { content: "applied", trigger: ".o_statusbar_status .o_arrow_button_current:contains(Applied)" },
        { content: "the program", trigger: "[name=program_id] .o_form_uri", run: "click" },
        { content: "has both rules", trigger: "[name=rule_ids] .o_kanban_record:contains(10 %)" },
    ],
});
