import { registry } from "@web/core/registry";

const MAY = "tr[data-month='2021-05-01']";

// Three began in May 2021, two of them came in June; Anna had two of the three, and one of hers came.
registry.category("web_tour.tours").add("clientele_retention", {
    steps: () => [
        { content: "two of three came in June", trigger: `${MAY} .o_ch_cell[data-age='1']:contains('67%')` },
        { content: "July still runs", trigger: `${MAY} .o_ch_running[data-age='2']:contains('0…')` },
        {
            content: "choose Anna",
            trigger: "select[name=person]:has(option:contains('Anna'))",
            run: ({ anchor }) => {
                anchor.value = [...anchor.options].find((option) => option.textContent.includes("Anna")).value;
                anchor.dispatchEvent(new Event("change"));
            },
        },
        { content: "one of two", trigger: `${MAY} .o_ch_cell[data-age='1']:contains('50%')`, run: "click" },
        { content: "the list shows her", trigger: ".o_clientele_clients .o_data_row:contains('Cohort 2')" },
        { content: "and nobody else", trigger: ".o_pager_limit:contains('1')" },
        { content: "tells what it is", trigger: ".o_breadcrumb:contains('came in Jun')" },
        { content: "back", trigger: ".o_back_button, .breadcrumb-item a", run: "click" },
        { content: "the filter is kept", trigger: `${MAY} .o_ch_cell[data-age='1']:contains('50%')` },
        { content: "who did not come", trigger: "select[aria-label='A click lists']", run: "select away" },
        { content: "open them", trigger: `${MAY} .o_ch_cell[data-age='1']`, run: "click" },
        { content: "the other one", trigger: ".o_clientele_clients .o_data_row:contains('Cohort 1')" },
        { content: "tells that they were away", trigger: ".o_breadcrumb:contains('away in Jun')" },
    ],
});
