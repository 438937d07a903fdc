import { registry } from "@web/core/registry";

const row = (nr) => `.o_cs_row:nth-child(${nr})`;

/** Steps that add a condition by the name of its kind. */
function add(label, toggler) {
    return [
        { content: `open the list of conditions`, trigger: `${toggler} .o_select_menu_toggler`, run: "click" },
        { content: `search ${label}`, trigger: ".o_cs_kinds .o_select_menu_input", run: `edit ${label}` },
        { content: `choose ${label}`, trigger: `.o_cs_kinds .o_select_menu_item:contains("${label}")`, run: "click" },
    ];
}

function between(nr, first, last) {
    return [
        { content: "a period of days", trigger: `${row(nr)} select[name=period]`, run: "select between" },
        { content: "from", trigger: `${row(nr)} .o_cs_days input:eq(0)`, run: `edit ${first} && press Tab` },
        { content: "to", trigger: `${row(nr)} .o_cs_days input:eq(1)`, run: `edit ${last} && press Tab` },
    ];
}

const counted = (nr, count) => ({
    content: `condition ${nr} leaves ${count}`,
    trigger: `${row(nr)} .o_cs_left:contains(/^${count}$/)`,
});

/** Steps that go back to the segment and choose what to do with all its clients. */
function act(what) {
    return [
        { content: "back to the segment", trigger: ".breadcrumb-item a:contains('Tour win-back')", run: "click" },
        { content: "do something", trigger: "button[name=action_act]", run: "click" },
        { content: "choose", trigger: ".modal .o_field_widget[name=kind] input", run: "click" },
        { content: what, trigger: `.o_select_menu_item:contains("${what}")`, run: "click" },
    ];
}

// FF4 by hand: the counts follow each step, the reasons are named, and nothing is lost by saving.
registry.category("web_tour.tours").add("clientele_segment_win_back", {
    steps: () => [
        { content: "a new segment", trigger: ".o_list_button_add", run: "click" },
        { content: "its name", trigger: ".o_field_widget[name=name] textarea, .o_field_widget[name=name] input", run: "edit Tour win-back" },
        { content: "everyone at first", trigger: ".o_cs_total .o_cs_left" },
        ...add("Number of visits", ".o_cs_add_block"),
        { content: "none", trigger: `${row(1)} select[name=operator]`, run: "select =" },
        ...between(1, "04/22/2021", "07/21/2021"),
        counted(1, 4),
        ...add("Number of visits", ".o_cs_add_row"),
        { content: "some", trigger: `${row(2)} select[name=operator]`, run: "select >" },
        ...between(2, "01/01/2012", "04/21/2021"),
        counted(2, 1),
        { content: "three were left out", trigger: `${row(2)} .o_cs_taken:contains("3 left out")` },
        { content: "one is found", trigger: ".o_cs_total .o_cs_left:contains(/^1$/)" },
        { content: "why", trigger: ".o_cs_clients tr:contains('Tour Ann') .o_cs_why", run: "click" },
        { content: "is in", trigger: ".modal-title:contains('Tour Ann is in')" },
        { content: "by her visit", trigger: ".o_cs_reason[data-met='1'] .o_cs_records a:contains('04/21/2021')" },
        { content: "close", trigger: ".modal-footer .btn-primary", run: "click" },
        { content: "ask about somebody else", trigger: "body:not(:has(.modal)) .o_cs_any input", run: "edit Tour Bob" },
        { content: "Bob", trigger: ".o-autocomplete--dropdown-item:contains('Tour Bob')", run: "click" },
        { content: "is out", trigger: ".modal-title:contains('Tour Bob is out')" },
        { content: "by his visit", trigger: ".o_cs_reason[data-met='0'] .o_cs_records a:contains('04/22/2021')" },
        { content: "close", trigger: ".modal-footer .btn-primary", run: "click" },
        { content: "save", trigger: "body:not(:has(.modal)) .o_form_button_save", run: "click" },
        { content: "saved", trigger: ".o_form_saved, .o_form_status_indicator_buttons.invisible:not(:visible)" },
        counted(2, 1),
        { content: "show all", trigger: ".o_cs_show_all", run: "click" },
        { content: "exactly her", trigger: ".o_data_row:only-child:contains('Tour Ann')" },
        ...act("Set label"),
        { content: "made in place", trigger: ".modal [name=label_name] input", run: "edit Tour won back" },
        { content: "go", trigger: ".modal-footer button[name=action_apply]:contains(Go)", run: "click" },
        { content: "it is done", trigger: ".o_form_view h1:contains('Set label: Tour won back')" },
        ...act("Export"),
        { content: "go on", trigger: ".modal-footer button[name=action_apply]:contains(Continue)", run: "click" },
        { content: "one client", trigger: ".modal .o_clientele_field_choice, .modal [name=client_count]:contains(1)" },
        { content: "export", trigger: ".modal-footer button[name=action_export]", run: "click" },
        { content: "the file is there", trigger: "button[name=action_open_page]:contains(download)" },
        { content: "open the menu of clients", trigger: ".o_menu_sections button:contains(Clients)", run: "click" },
        { content: "open the log", trigger: ".dropdown-item:contains(Log of exports)", run: "click" },
        { content: "the export is logged", trigger: ".o_data_row:contains('Tour win-back')" },
    ],
});

// A ready-made segment that needs a choice: marked, refused without it, saved with it.
registry.category("web_tour.tours").add("clientele_segment_ready_made", {
    steps: () => [
        { content: "the gallery", trigger: ".o_control_panel button:contains('Ready-made')", run: "click" },
        {
            content: "an employee left",
            trigger: ".o_kanban_record:contains('Clients of an employee who left') button[name=action_use]",
            run: "click",
        },
        { content: "who is asked", trigger: ".o_cs_asked[data-input=practitioner_ids]" },
        { content: "and what is missing is said", trigger: ".o_cs_problem:contains('Choose Practitioners')" },
        { content: "saving is refused", trigger: ".o_form_button_save", run: "click" },
        { content: "with the same words", trigger: ".modal-body:contains('Choose Practitioners')" },
        { content: "close", trigger: ".modal-footer .btn-primary", run: "click" },
        {
            content: "nothing is lost; choose the one who left",
            trigger: "body:not(:has(.modal)) .o_cs_asked input",
            run: "edit Tour Nina",
        },
        { content: "she is archived", trigger: ".o-autocomplete--dropdown-item:contains('Tour Nina')", run: "click" },
        { content: "her client", trigger: ".o_cs_clients tr:contains('Tour Bob')" },
        { content: "save", trigger: ".o_form_button_save", run: "click" },
        { content: "saved", trigger: ".o_form_status_indicator_buttons.invisible:not(:visible)" },
    ],
});
