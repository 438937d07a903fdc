import { registry } from "@web/core/registry";

const askForProgram = [
    { content: "the lines", trigger: ".nav-link[name=order_lines]", run: "click" },
    { content: "ask for a program", trigger: "button[name=action_clientele_apply_program]", run: "click" },
];
const noDialog = { content: "the dialog is closed", trigger: "body:not(:has(.modal))" };

function typePin(pin) {
    return [
        { content: `PIN ${pin}`, trigger: ".modal [name=pin] input[type=password]", run: `edit ${pin}` },
        { content: "apply", trigger: ".modal button[name=action_apply]", run: "click" },
    ];
}

function pointsAre(points) {
    return [
        { content: "the page with the points", trigger: ".nav-link[name=clientele_points]", run: "click" },
        { content: `${points} points`, trigger: `.o_clientele_points td:contains('${points}')` },
    ];
}

// SK7: a wrong PIN is refused, the right one changes what the order will earn, and it can be taken off.
registry.category("web_tour.tours").add("clientele_by_hand", {
    steps: () => [
        ...pointsAre("2.00"),
        ...askForProgram,
        { content: "which one", trigger: ".modal [name=program_id] input", run: "edit Tour thanks" },
        {
            content: "this one",
            trigger: ".o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option):contains('Tour thanks')",
            run: "click",
        },
        { content: "what it is for", trigger: ".modal [name=description]:contains('For waiting')" },
        ...typePin("4321"),
        { content: "refused", trigger: ".modal .alert-danger:contains('This PIN is wrong. Tries left: 4.')" },
        ...typePin("1234"),
        noDialog,
        { content: "it is said", trigger: "[name=clientele_applied_program_id]:contains('Tour thanks')" },
        ...pointsAre("10.00"),
        ...askForProgram,
        { content: "take it off", trigger: ".modal button[name=action_take_off]", run: "click" },
        noDialog,
        ...pointsAre("2.00"),
        { content: "not said any more", trigger: "body:not(:has([name=clientele_applied_program_id]))" },
    ],
});
