import { registry } from "@web/core/registry";

const COUNT = ".o_pager_limit";
let counted = 0;

/** Remember what a number says, click it, and see a list with so many clients. */
function opens(trigger, number) {
    return [
        {
            content: "read the number",
            trigger,
            run: ({ anchor }) => {
                counted = Number(number(anchor).textContent);
            },
        },
        { content: "open it", trigger, run: "click" },
        {
            content: "the list shows exactly so many",
            trigger: `.o_clientele_clients ${".o_data_row"}`,
            run: () => {
                const shown = Number(document.querySelector(COUNT).textContent);
                if (!counted || shown !== counted) {
                    throw new Error(`the grid counted ${counted}, the list shows ${shown}`);
                }
            },
        },
    ];
}

registry.category("web_tour.tours").add("clientele_rfm_grid", {
    steps: () => [
        ...opens(".o_cg_cell.o_cg_champions", (cell) => cell.querySelector(".o_cg_clients")),
        { content: "and tells what they are", trigger: ".o_breadcrumb:contains('Recency: 5, Frequency: 5')" },
        { content: "back to the grid", trigger: ".o_back_button, .breadcrumb-item a", run: "click" },
        ...opens(".o_cg_open[data-segment='champions']", (button) => button.closest("tr").querySelector("td")),
        { content: "tells the segment", trigger: ".o_breadcrumb:contains('RFM segment: Champions')" },
        { content: "keep it", trigger: "button:contains('Make a segment')", run: "click" },
        { content: "it is a segment", trigger: ".o_form_view .o_field_widget[name='name'] input:value('Champions')" },
    ],
});

registry.category("web_tour.tours").add("clientele_importance_grid", {
    steps: () => [
        ...opens(".o_cg_cell[data-cell='a-ok']", (cell) => cell.querySelector(".o_cg_clients")),
        { content: "tells which", trigger: ".o_breadcrumb:contains('Importance: A, Flag: OK')" },
    ],
});
