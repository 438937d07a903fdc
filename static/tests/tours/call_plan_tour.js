import { registry } from "@web/core/registry";

const result = (name) => `.o_clientele_call .o_clientele_results button:contains(${name})`;
const client = (name) => `.o_clientele_call [name=partner_id]:contains(${name})`;

// YC18: a receptionist calls one client after the other; each result is one click.
registry.category("web_tour.tours").add("clientele_call_plan", {
    steps: () => [
        { content: "open the plan", trigger: ".o_data_row td[name=name]:contains(Tour plan)", run: "click" },
        { content: "call", trigger: ".o_statusbar_buttons button[name=action_call]", run: "click" },
        { content: "the first client", trigger: client("Tour Ann") },
        { content: "the phone can be called", trigger: ".o_clientele_call [name=phone] a[href^='tel:']" },
        { content: "what to say", trigger: ".o_clientele_script:contains(why do you not come)" },
        { content: "what she said", trigger: ".o_clientele_call [name=note] textarea", run: "edit After the holidays" },
        { content: "she will come", trigger: result("Will come"), run: "click" },
        { content: "the next one", trigger: client("Tour Bob") },
        { content: "nobody answers", trigger: result("No answer"), run: "click" },
        { content: "the last one", trigger: client("Tour Carl") },
        { content: "he books", trigger: result("Booked"), run: "click" },
        { content: "Bob again, who did not answer", trigger: client("Tour Bob") },
        { content: "he refuses", trigger: result("Refused"), run: "click" },
        { content: "nobody is left", trigger: ".o_notification:contains(Nobody is left to call)" },
        { content: "the plan is done", trigger: ".o_form_view [name=progress]:contains(100)" },
        { content: "its calls", trigger: "button[name=action_open_tasks]", run: "click" },
        { content: "by stage", trigger: ".o_kanban_group:contains(Booked) .o_kanban_record:contains(Tour Carl)" },
    ],
});

// YC18: from the list, without opening anything.
registry.category("web_tour.tours").add("clientele_tasks_list", {
    steps: () => [
        {
            content: "a click on the result",
            trigger: ".o_data_row:contains(Tour Ann) .o_clientele_results button:contains(Will come)",
            run: "click",
        },
        { content: "it is off the list", trigger: ".o_list_view:not(:has(.o_data_row:contains(Tour Ann)))" },
    ],
});
