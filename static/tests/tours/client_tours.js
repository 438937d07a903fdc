import { registry } from "@web/core/registry";

// FO7: one click answers a label, and it is kept.
registry.category("web_tour.tours").add("clientele_label_click", {
    steps: () => [
        {
            content: "open Ann",
            trigger: ".o_clientele_clients .o_data_row td[name=complete_name]:contains('Tour Ann')",
            run: "click",
        },
        {
            content: "say Yes",
            trigger: ".o_clientele_label[data-label='Tour label'][aria-checked=false]",
            run: "click",
        },
        {
            content: "it says Yes, without Save",
            trigger: ".o_clientele_label[data-label='Tour label'][aria-checked=true]:contains('Yes')",
        },
        { content: "nothing is left to save", trigger: ".o_form_status_indicator_buttons.invisible:not(:visible)" },
        { content: "back to the list", trigger: ".o_back_button a, .breadcrumb-item a", run: "click" },
        { content: "the list", trigger: ".o_clientele_clients .o_data_row" },
    ],
});
