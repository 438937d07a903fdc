import { registry } from "@web/core/registry";

/** Choose a client in the dialog that adds clients to a class. */
function choose(name) {
    return [
        { content: `search ${name}`, trigger: ".modal [name=partner_id] input", run: `edit ${name}` },
        {
            content: `choose ${name}`,
            trigger: `.o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option):contains("${name}")`,
            run: "click",
        },
    ];
}

function press(button) {
    return { content: button, trigger: `.modal-footer button[name=${button}]`, run: "click" };
}

function rowSays(name, text) {
    return {
        content: `${name}: ${text}`,
        trigger: `[name=seat_ids] .o_data_row:contains("${name}"):contains("${text}")`,
    };
}

registry.category("web_tour.tours").add("clientele_class_fills", {
    steps: () => [
        { content: "add a client", trigger: "button[name=action_add_client]", run: "click" },
        ...choose("Tour Ann"),
        press("action_book_and_next"),
        { content: "asked for the next one", trigger: ".modal [name=seats]:contains('1 of 2')" },
        ...choose("Tour Bob"),
        press("action_book_and_next"),
        { content: "the class is full", trigger: ".modal .alert:contains('waiting list')" },
        ...choose("Tour Eve"),
        press("action_book"),
        { content: "in words and colour", trigger: "[name=fullness] .text-bg-danger:contains('Full')" },
        { content: "and numbers", trigger: "[name=seats]:contains('2 of 2, 1 waiting')" },
        rowSays("Tour Eve", "Waiting: 1"),
        {
            content: "Ann cannot come",
            trigger: "[name=seat_ids] .o_data_row:contains('Tour Ann') button[name=action_give_up]",
            run: "click",
        },
        { content: "say why", trigger: ".modal [name=reason] input", run: "edit Fell ill" },
        press("action_cancel"),
        rowSays("Tour Eve", "Booked"),
        { content: "nobody waits any more", trigger: "[name=seats]:contains('2 of 2'):not(:contains('waiting'))" },
        { content: "all came", trigger: "button[name=action_all_came]", run: "click" },
        rowSays("Tour Eve", "Arrived"),
    ],
});
