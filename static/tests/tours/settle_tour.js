import { registry } from "@web/core/registry";

const line = (name) => `.o_clientele_settle_line[data-line='${name}']`;
const way = (name, kind) => `${line(name)} [data-way=${kind}]`;
const visit = (state) => `.o_cj_visit.o_cj_${state}:contains(Tour Ann)`;

registry.category("web_tour.tours").add("clientele_settle", {
    steps: () => [
        { content: "what is left is marked", trigger: `${visit("arrived")} .o_cj_wallet[title*='2 of 6']`, run: "click" },
        { content: "and said in words", trigger: ".o_cj_panel .o_cj_wallet_fact:contains(2 of 6 visits)" },
        { content: "done", trigger: ".o_cj_panel [data-state=done]", run: "click" },
        { content: "the package is proposed", trigger: `${way("Tour Laser", "visits")}.active:contains(1 of 2 left)` },
        { content: "only money pays the cut", trigger: `${line("Tour Cut")}:not(:has([data-way=visits]))` },
        { content: "money instead", trigger: way("Tour Laser", "money"), run: "click" },
        { content: "all is to pay", trigger: "[name=to_pay]:contains(220.00)" },
        { content: "the package again", trigger: way("Tour Laser", "visits"), run: "click" },
        { content: "the rest is to pay", trigger: "[name=to_pay]:contains(20.00):not(:contains(220))" },
        { content: "she pays a part of it", trigger: "[name=paid_now] input", run: "edit 15" },
        { content: "what that means", trigger: "[name=to_pay]", run: "click" },
        { content: "the rest is owed", trigger: ".modal .text-danger:contains(owes)" },
        { content: "done", trigger: ".modal button[name=action_done]", run: "click" },
        { content: "it is done", trigger: visit("done"), run: "click" },
        { content: "paid by the package", trigger: ".o_cj_panel li:contains(1 of Tour package)" },
        { content: "one is left", trigger: ".o_cj_panel .o_cj_wallet_fact:contains(1 of 6 visits)" },
        { content: "something is owed", trigger: ".o_cj_panel .text-danger:contains(5.00)" },
        { content: "open it again", trigger: ".o_cj_panel [data-state=reopen]", run: "click" },
        { content: "the visit is back", trigger: `${visit("arrived")} .o_cj_wallet[title*='2 of 6']` },
        { content: "the same by a key", trigger: ".o_cj_scroll:has(.o_cj_focused.o_cj_arrived)", run: "press d" },
        { content: "what pays is asked again", trigger: `${way("Tour Laser", "visits")}.active:contains(1 of 2 left)` },
        { content: "the same", trigger: ".modal button[name=action_done]", run: "click" },
        { content: "what was chosen is taken again", trigger: `${visit("done")} .o_cj_wallet[title*='1 of 6']` },
    ],
});
