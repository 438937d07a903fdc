import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

function type(name, value) {
    return { content: `${name}: ${value}`, trigger: `[name=${name}] input`, run: `edit ${value} && press Tab` };
}

/** Change the amount of an instalment in the designer. */
function amountOfRow(nr, amount) {
    const row = `[name=instalment_ids] .o_data_row:eq(${nr})`;
    return [
        { content: `row ${nr}`, trigger: `${row} td[name=amount]`, run: "click" },
        {
            content: `pays ${amount}`,
            trigger: `${row}.o_selected_row [name=amount] input`,
            run: `edit ${amount} && press Tab`,
        },
    ];
}

function press(button) {
    return { content: button, trigger: `.o_statusbar_buttons button:contains("${button}")`, run: "click" };
}

const noDialog = { content: "the dialog is closed", trigger: "body:not(:has(.modal))" };

// IN1, IN3, IN5, IN6: the split is proposed, shown not to be safe, changed to 400 / 400 / 200, and proven.
tours.add("clientele_wallet_design", {
    steps: () => [
        { content: "a new plan", trigger: ".o_list_button_add", run: "click" },
        type("name", "Tour package"),
        type("visits", "6"),
        { content: "which service", trigger: "[name=service_ids] input", run: "edit Tour laser" },
        {
            content: "choose it",
            trigger: ".o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option):contains('Tour laser')",
            run: "click",
        },
        type("price", "1000"),
        type("payment_count", "3"),
        { content: "split while it is typed", trigger: "[name=instalment_totals]:contains('168 of 168 days')" },
        { content: "not safe", trigger: "[name=proof_text]:contains('At visit 2 the client would be ahead by')" },
        { content: "seen in the chart", trigger: ".o_clientele_proof_visit.o_ahead:nth-child(2)" },
        ...amountOfRow(0, 400),
        { content: "does not add up yet", trigger: "[name=instalment_totals].text-danger" },
        ...amountOfRow(1, 400),
        ...amountOfRow(2, 200),
        { content: "adds up", trigger: "[name=instalment_totals].text-success" },
        { content: "proven", trigger: "[name=proof_text]:contains('Proven')" },
        { content: "nobody is ahead", trigger: ".o_clientele_proof_chart:not(:has(.o_ahead))" },
        { content: "save", trigger: ".o_form_button_save", run: "click" },
        { content: "it can be sold", trigger: ".o_statusbar_buttons button:contains('Sell')" },
        { content: "saved", trigger: ".o_form_status_indicator_buttons.invisible:not(:visible)" },
    ],
});

// Three clicks from the client card: sell, take payment, done.
tours.add("clientele_wallet_sell", {
    steps: () => [
        press("Sell a plan"),
        { content: "the only plan is chosen", trigger: ".modal [name=plan_id] input:value('Tour package')" },
        { content: "what is due first", trigger: ".modal [name=part_ids] .o_data_row:eq(0):contains('400.00')" },
        { content: "what is due last", trigger: ".modal [name=part_ids] .o_data_row:eq(2):contains('200.00')" },
        { content: "sell", trigger: ".modal button[name=action_sell_and_pay]", run: "click" },
        { content: "the first part is asked for", trigger: ".modal [name=amount] input:value('400.00')" },
        { content: "paid", trigger: ".modal button[name=action_pay]", run: "click" },
        noDialog,
        { content: "on the card still", trigger: ".o_clientele_card" },
    ],
});

// IN2: the third visit is refused with the reason and what to pay.
tours.add("clientele_wallet_refused", {
    steps: () => [
        press("Done"),
        { content: "why, and what to pay", trigger: ".modal-body:contains('Tour package of Tour Ann'):contains('400.00')" },
        { content: "understood", trigger: ".modal-footer button.btn-primary", run: "click" },
        noDialog,
        { content: "nothing happened", trigger: ".o_statusbar_status .o_arrow_button_current:contains('Booked')" },
    ],
});

tours.add("clientele_wallet_pay", {
    steps: () => [
        { content: "what is left", trigger: "[name=left_text]:contains('0 of 6 visits')" },
        { content: "take the payment", trigger: ".o_statusbar_buttons button[name=action_take_payment]", run: "click" },
        { content: "the second part", trigger: ".modal [name=amount] input:value('400.00')" },
        { content: "paid", trigger: ".modal button[name=action_pay]", run: "click" },
        noDialog,
        { content: "two visits are open", trigger: "[name=left_text]:contains('2 of 6 visits')" },
    ],
});

tours.add("clientele_wallet_use", {
    steps: () => [
        press("Done"),
        { content: "done", trigger: ".o_statusbar_status .o_arrow_button_current:contains('Done')" },
        { content: "nothing is owed", trigger: "[name=amount_due]:contains('0.00')" },
    ],
});

// IN4: who quits after two of six visits gets back what was paid, less these two at list price.
tours.add("clientele_wallet_quit", {
    steps: () => [
        press("Quit"),
        { content: "what was used", trigger: ".modal [name=line_ids] .o_data_row:eq(1):contains('200.00')" },
        { content: "what goes back", trigger: ".modal [name=refund] input:value('600.00')" },
        { content: "why", trigger: ".modal [name=reason] input", run: "edit Moves away && press Tab" },
        { content: "quit", trigger: ".modal button[name=action_quit]", run: "click" },
        noDialog,
        { content: "it has ended", trigger: ".o_statusbar_status .o_arrow_button_current:contains('Quit')" },
    ],
});
