import { registry } from "@web/core/registry";

function row(client) {
    return `[name=pending_ids] .o_data_row:contains("${client}")`;
}

registry.category("web_tour.tours").add("clientele_absence", {
    steps: () => [
        {
            content: "who is ill",
            trigger: "[name=practitioner_ids] input",
            run: "edit Tour Maria",
        },
        {
            content: "choose her",
            trigger: ".o-autocomplete--dropdown-item:contains('Tour Maria')",
            run: "click",
        },
        { content: "Ann is booked", trigger: "[name=visit_ids] .o_data_row:contains('Tour Ann')" },
        { content: "Bob is booked", trigger: "[name=visit_ids] .o_data_row:contains('Tour Bob')" },
        { content: "what to do", trigger: "button[name=action_propose]:visible", run: "click" },
        { content: "Eva takes over", trigger: `${row("Tour Ann")}:contains("Tour Eva")` },
        { content: "Bob is told", trigger: `${row("Tour Bob")}:contains("Only write to the client")` },
        { content: "do it", trigger: "button[name=action_apply]:visible", run: "click" },
        { content: "one is moved", trigger: "[name=moved_count]:contains('1')" },
        { content: "nobody is left to call", trigger: "[name=call_count]:contains('0')" },
        {
            content: "what was done with Ann's visit",
            trigger: "[name=done_ids] .o_data_row:contains('Tour Eva takes over')",
        },
        {
            content: "Bob's visit waits for him",
            trigger: "[name=done_ids] .o_data_row:contains('stays until the client answers')",
        },
    ],
});
