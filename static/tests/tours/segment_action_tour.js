import { registry } from "@web/core/registry";

// YC7, YC12: from a segment: a snapshot, a label made in place for all, the log.
registry.category("web_tour.tours").add("clientele_segment_action_tour", {
    steps: () => [
        { content: "open the segment", trigger: ".o_data_row td:contains(Of the tour)", run: "click" },
        { content: "take a snapshot", trigger: "button[name=action_snapshot]", run: "click" },
        { content: "now", trigger: ".modal-footer button[name=action_take]", run: "click" },
        {
            content: "it holds two clients, and the conditions in words",
            trigger: ".o_form_view button[name=action_open_clients]:contains(2)",
        },
        { content: "compare it with now", trigger: "button[name=action_compare]", run: "click" },
        { content: "both stayed", trigger: ".modal button[name=action_open_stayed]:contains(2)" },
        { content: "close", trigger: ".modal-footer button:contains(Close)", run: "click" },
        { content: "back to the segment", trigger: ".breadcrumb-item a:contains(Of the tour)", run: "click" },
        { content: "do something with all", trigger: "button[name=action_act]", run: "click" },
        { content: "two clients", trigger: ".modal [name=client_count]:contains(2)" },
        { content: "choose what", trigger: ".modal .o_field_widget[name=kind] input", run: "click" },
        { content: "set a label", trigger: ".o_select_menu_item:contains(Set label)", run: "click" },
        { content: "make one in place", trigger: ".modal [name=label_name] input", run: "edit Toured" },
        { content: "go", trigger: ".modal-footer button[name=action_apply]:contains(Go)", run: "click" },
        { content: "it is done", trigger: ".o_form_view button[name=action_open_rows]:contains(2)" },
        { content: "it says what", trigger: ".o_form_view h1:contains(Set label: Toured)" },
        { content: "open the menu of clients", trigger: ".o_menu_sections button:contains(Clients)", run: "click" },
        { content: "open the log", trigger: ".dropdown-item:contains(Actions on clients)", run: "click" },
        { content: "it is there", trigger: ".o_data_row:contains(Set label: Toured):contains(Of the tour)" },
    ],
});
