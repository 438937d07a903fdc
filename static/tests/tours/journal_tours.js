import { registry } from "@web/core/registry";

const column = (name) => `.o_cj_column[aria-label='${name}']`;
const found = (text) => `.o_cj_found .dropdown-item:contains("${text}")`;

function choose(id, text, name) {
    return [
        { content: `look for ${text}`, trigger: `#${id}`, run: `edit ${text}` },
        { content: `choose ${name}`, trigger: found(name), run: "click" },
    ];
}

const press = (key, trigger = ".o_cj_scroll") => ({ content: `press ${key}`, trigger, run: `press ${key}` });

registry.category("web_tour.tours").add("clientele_journal_mouse", {
    steps: () => [
        { content: "a free time of Maria", trigger: column("Tour Maria"), run: "click" },
        ...choose("o_cj_find_client", "0888 123 456", "Tour Ann"),
        ...choose("o_cj_find_service", "Tour Cut", "Tour Cut"),
        ...choose("o_cj_find_service", "Tour Colour", "Tour Colour"),
        { content: "both follow each other", trigger: ".o_cj_line:eq(1) input[type=time]:value(14:15)" },
        { content: "book", trigger: ".o_cj_book", run: "click" },
        { content: "two services are there", trigger: `${column("Tour Maria")} .o_cj_visit:contains("Tour Colour")` },
        {
            content: "the cut goes to Nina",
            trigger: `${column("Tour Maria")} .o_cj_visit:contains("Tour Cut")`,
            run: `drag_and_drop ${column("Tour Nina")}`,
        },
        { content: "who has it now", trigger: `${column("Tour Nina")} .o_cj_visit:contains("Tour Cut")`, run: "click" },
        { content: "the client is shown", trigger: ".o_cj_panel:contains(Tour Ann)" },
        { content: "she arrives", trigger: ".o_cj_panel [data-state=arrived]", run: "click" },
        { content: "which is shown", trigger: `${column("Tour Nina")} .o_cj_visit.o_cj_arrived`, run: "click" },
        { content: "and is done", trigger: ".o_cj_panel [data-state=done]", run: "click" },
        { content: "which is shown, too", trigger: `${column("Tour Nina")} .o_cj_visit.o_cj_done` },
    ],
});

registry.category("web_tour.tours").add("clientele_journal_keys", {
    steps: () => [
        press("ArrowDown"),
        { content: "nine o'clock of Maria", trigger: `${column("Tour Maria")} .o_cj_cursor:contains(9:00)` },
        press("ArrowDown"),
        { content: "a quarter later", trigger: `${column("Tour Maria")} .o_cj_cursor:contains(9:15)` },
        press("Enter"),
        { content: "who", trigger: "#o_cj_find_client", run: "edit 0888 123 456" },
        press("Enter", found("Tour Ann")),
        { content: "it is she", trigger: ".o_cj_client:contains(Tour Ann)" },
        { content: "what", trigger: "#o_cj_find_service", run: "edit Tour Cut" },
        press("Enter", found("Tour Cut")),
        { content: "it is noted", trigger: ".o_cj_line:contains(Tour Cut)" },
        press("Enter", "#o_cj_find_service"),
        { content: "the cursor is on the visit", trigger: `${column("Tour Maria")} .o_cj_visit.o_cj_focused` },
        press("m"),
        press("ArrowRight", ".o_cj_ghost"),
        press("ArrowDown", `${column("Tour Nina")} .o_cj_ghost`),
        press("Enter", `${column("Tour Nina")} .o_cj_ghost:contains(9:30)`),
        { content: "it moved", trigger: `${column("Tour Nina")} .o_cj_visit.o_cj_focused:contains(9:30)` },
        press("="),
        { content: "it is longer", trigger: `${column("Tour Nina")} .o_cj_visit:contains(10:45)` },
        press("c"),
        { content: "confirmed", trigger: ".o_cj_visit.o_cj_confirmed.o_cj_focused" },
        press("a"),
        { content: "arrived", trigger: ".o_cj_visit.o_cj_arrived.o_cj_focused" },
        press("d"),
        { content: "done", trigger: ".o_cj_visit.o_cj_done.o_cj_focused" },
        press("?"),
        { content: "help", trigger: ".modal .o_cj_keys" },
        press("Escape"),
        { content: "no help", trigger: "body:not(:has(.modal))" },
        press("PageDown"),
        { content: "the next day", trigger: ".o_cj_title:contains(23)" },
        press("t"),
        { content: "today", trigger: ".o_cj_title:contains(21)" },
    ],
});
