import { registry } from "@web/core/registry";

const points = (number) => `button[name=action_clientele_awards]:contains(${number})`;

registry.category("web_tour.tours").add("clientele_visit_points", {
    steps: () => [
        { content: "what it would earn", trigger: "a[name=points]", run: "click" },
        { content: "line by line", trigger: ".o_clientele_points tr:contains(Shampoo):contains(0.90)" },
        { content: "close the visit", trigger: ".o_statusbar_buttons button:contains(Done)", run: "click" },
        { content: "it has earned", trigger: points("2.90"), run: "click" },
        { content: "in which rule", trigger: ".o_list_view td:contains(10 % of)" },
        { content: "back to the visit", trigger: ".o_breadcrumb a:contains(Tour Ann)", run: "click" },
        {
            content: "open it again",
            trigger: `body:has(${points("2.90")}) .o_statusbar_buttons button:contains(Reopen)`,
            run: "click",
        },
        { content: "the points are gone", trigger: `.o_form_view:not(:has(${points("2.90")})) button:contains(Done)` },
    ],
});
