import { registry } from "@web/core/registry";

const { DateTime } = luxon;

/** A day of the week in the middle of the month that the calendar shows; Monday is 1. */
function cell(weekday) {
    const day = DateTime.local().set({ day: 15 }).startOf("week").plus({ days: weekday - 1 });
    return `.fc-daygrid-day[data-date="${day.toISODate()}"]`;
}

function dragOverDays(from, to) {
    return [
        { content: "the month is there", trigger: cell(from) },
        {
            content: "drag over days",
            trigger: cell(from),
            // by default the pointer would be dropped on the edge, which belongs to the week above, too
            run: (helpers) => helpers.drag_and_drop(cell(to), { position: "center" }),
        },
    ];
}

registry.category("web_tour.tours").add("clientele_shift_drag", {
    steps: () => [
        ...dragOverDays(1, 3),
        { content: "add shifts", trigger: ".o_multi_selection_buttons button:contains(Add)", run: "click" },
        {
            content: "search who works",
            trigger: ".o_multi_create_popover [name=resource_id] input",
            run: "edit Tour Maria",
        },
        { content: "choose her", trigger: ".o-autocomplete--dropdown-item:contains(Tour Maria)", run: "click" },
        {
            content: "from ten",
            trigger: ".o_multi_create_popover [name=hour_from] input",
            run: "edit 10:00 && press Tab",
        },
        { content: "to seven", trigger: ".o_multi_create_popover [name=hour_to] input", run: "edit 19 && press Tab" },
        { content: "add", trigger: ".o_multi_create_popover button:contains(Add)", run: "click" },
        ...[1, 2, 3].map((weekday) => ({
            content: "a shift by the clock of the branch",
            trigger: `${cell(weekday)} .fc-event:contains("10:00–19:00 Tour Maria")`,
        })),
        { content: "no shift the day after", trigger: `${cell(4)}:not(:has(.fc-event:contains("Tour Maria")))` },
        { content: "choose a day", trigger: `${cell(3)} .fc-daygrid-day-number`, run: "click" },
        { content: "a day off", trigger: ".o_multi_selection_buttons .fa-trash", run: "click" },
        { content: "yes", trigger: ".modal-footer .btn-primary", run: "click" },
        { content: "the shift is gone", trigger: `${cell(3)}:not(:has(.fc-event:contains("Tour Maria")))` },
        { content: "open a shift", trigger: `${cell(1)} .fc-event:contains("Tour Maria")`, run: "click" },
        { content: "edit it", trigger: ".o_cw_popover .o_cw_popover_edit", run: "click" },
        { content: "to eight", trigger: "[name=hour_to] input", run: "edit 20:00 && press Tab" },
        { content: "the length follows", trigger: "[name=hours]:contains(10:00)" },
        { content: "save", trigger: ".o_form_button_save", run: "click" },
        {
            content: "the calendar shows it",
            trigger: `${cell(1)} .fc-event:contains("10:00–20:00 Tour Maria")`,
        },
    ],
});
