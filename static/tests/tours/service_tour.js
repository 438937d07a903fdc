import { registry } from "@web/core/registry";

const minutes = "[name=clientele_duration] input";

// FO2: parameters of a service are saved or discarded by the two buttons of the form.
registry.category("web_tour.tours").add("clientele_service_parameters", {
    steps: () => [
        { content: "open the service", trigger: ".o_data_cell:contains('Tour cut')", run: "click" },
        { content: "another duration", trigger: `${minutes}:value('60')`, run: "edit 75 && press Tab" },
        { content: "its time is drawn", trigger: ".o_clientele_stretch_client:contains('75')" },
        { content: "discard", trigger: ".o_form_button_cancel", run: "click" },
        { content: "as it was", trigger: `${minutes}:value('60')` },
        { content: "another duration", trigger: minutes, run: "edit 90 && press Tab" },
        {
            content: "a gap",
            trigger: "[name=clientele_gap_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        { content: "when it starts", trigger: "[name=clientele_gap_ids] [name=start] input", run: "edit 30" },
        {
            content: "how long it is",
            trigger: "[name=clientele_gap_ids] [name=duration] input",
            run: "edit 40",
        },
        { content: "done with the gaps", trigger: ".o_form_sheet", run: "click" },
        { content: "its time is drawn", trigger: ".o_clientele_stretch_gap:contains('40')" },
        { content: "save", trigger: ".o_form_button_save", run: "click" },
        { content: "saved", trigger: ".o_form_status_indicator_buttons.invisible:not(:visible)" },
    ],
});
