import { registry } from "@web/core/registry";

async function chooseFile() {
    const response = await fetch("/clientele/cdnow.csv");
    const transfer = new DataTransfer();
    transfer.items.add(new File([await response.blob()], "cdnow.csv", { type: "text/csv" }));
    this.anchor.files = transfer.files;
    this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
}

const current = (state) => `.o_statusbar_status .o_arrow_button_current:contains(${state})`;
const listed = (column, text) => `.o_data_row:first .o_data_cell[name=${column}]:contains(${text})`;

const importSteps = [
    { content: "A new import", trigger: ".o_list_button_add", run: "click" },
    { content: "of deals", trigger: ".o_field_widget[name=kind] label:contains(Visits)", run: "click" },
    { content: "from a file", trigger: ".o_field_widget[name=file] input[type=file]:not(:visible)", run: chooseFile },
    { content: "The file is there", trigger: ".o_field_widget[name=file] input[readonly]:value(cdnow.csv)" },
    { content: "Read it", trigger: "button[name=action_read]", run: "click" },
    { content: "The columns are guessed", trigger: ".o_data_row:contains(amount):contains(Amount)" },
    { content: "Preview", trigger: "button[name=action_check]", run: "click" },
    { content: "All rows are understood", trigger: ".oe_stat_button:contains(6,919)", timeout: 30000 },
    { content: "Import", trigger: "button[name=action_run]:contains(Import)", run: "click" },
    { content: "Yes, now", trigger: ".modal .btn-primary:contains(Import)", run: "click" },
    { content: "It is done", trigger: current("Done"), timeout: 60000 },
];

const findSteps = [
    { content: "Clients", trigger: "[data-menu-xmlid='clientele.clientele_menu_clients']", run: "click" },
    { content: "The list", trigger: ".dropdown-item[data-menu-xmlid='clientele.clientele_client_menu']", run: "click" },
    { content: "Sort by spent", trigger: ".o_clientele_clients th[data-name=clientele_spent]", run: "click" },
    { content: "The lowest came first", trigger: listed("clientele_spent", "0.00") },
    { content: "the highest, please", trigger: ".o_clientele_clients th[data-name=clientele_spent]", run: "click" },
    { content: "Client 19339 spent most", trigger: listed("clientele_spent", "6,552.70") },
    { content: "Open the filters", trigger: ".o_searchview_dropdown_toggler", run: "click" },
    { content: "Who is slipping away?", trigger: ".o_filter_menu .o_menu_item:contains(Losing)", run: "click" },
    { content: "The best client to win back", trigger: listed("clientele_spent", "1,943.58"), run: "click" },
];

const winBackSteps = [
    { content: "Why", trigger: ".o_clientele_sentence:contains(Comes every 15.5 days):contains(slipping away)" },
    { content: "It is marked", trigger: ".o_field_widget[name=clientele_flag]:contains(Losing)" },
    { content: "The client comes", trigger: "button[name=action_clientele_new_visit]", run: "click" },
    { content: "for something", trigger: ".o_field_x2many_list_row_add a:contains(Add)", run: "click" },
    { content: "a haircut", trigger: ".o_selected_row [name=product_id] input", run: "edit Haircut for the tour" },
    { content: "this one", trigger: ".ui-menu-item a:contains(Haircut for the tour)", run: "click" },
    { content: "which costs 20", trigger: ".o_field_widget[name=amount_total]:contains(20.00)" },
    { content: "Done", trigger: "button[name=action_done]", run: "click" },
    { content: "It is closed", trigger: current("Done") },
    { content: "Back to the card", trigger: ".o_back_button, .breadcrumb-item:last a", run: "click" },
    { content: "The flag has turned", trigger: ".o_field_widget[name=clientele_flag]:contains(OK)" },
];

// From a salon's real history to the first client won back.
registry.category("web_tour.tours").add("clientele_history_tour", {
    steps: () => [...importSteps, ...findSteps, ...winBackSteps],
});
