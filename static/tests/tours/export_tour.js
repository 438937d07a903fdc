import { registry } from "@web/core/registry";

// YC13: from the list of clients to the log of exports.
registry.category("web_tour.tours").add("clientele_export_tour", {
    steps: () => [
        {
            content: "look for the clients of the tour",
            trigger: ".o_searchview_input",
            run: "fill Tour",
        },
        { content: "search", trigger: ".o_searchview_input", run: "press Enter" },
        { content: "three are found", trigger: ".o_data_row:nth-child(3):not(:has(~ .o_data_row))" },
        { content: "open the menu", trigger: ".o_cp_action_menus .dropdown-toggle", run: "click" },
        { content: "core's own export is not there", trigger: ".dropdown-menu:not(:has(.o_export_all_menu))" },
        { content: "export all", trigger: ".o_clientele_export_clients", run: "click" },
        { content: "the wizard counts them", trigger: ".modal [name=client_count]:contains(3)" },
        { content: "no field", trigger: ".modal .o_clientele_field_choice button:contains(None)", run: "click" },
        {
            content: "the name only",
            trigger: ".modal .o_clientele_field_choice input[name=complete_name]:not(:checked)",
            run: "click",
        },
        {
            content: "it is chosen",
            trigger: ".modal .o_clientele_field_choice input[name=complete_name]:checked",
        },
        { content: "export", trigger: ".modal-footer button[name=action_export]", run: "click" },
        { content: "the file is there", trigger: "button[name=action_open_page]:contains(download)" },
        { content: "open the menu of clients", trigger: ".o_menu_sections button:contains(Clients)", run: "click" },
        { content: "open the log", trigger: ".dropdown-item:contains(Log of exports)", run: "click" },
        {
            content: "the export is logged, with its search in words",
            trigger: ".o_data_row:contains(Asked for):contains(Tour)",
        },
        { content: "the file can be opened from here", trigger: ".o_data_row button[name=action_open_page]" },
    ],
});
