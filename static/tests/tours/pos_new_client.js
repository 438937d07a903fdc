import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import { registry } from "@web/core/registry";

// SK4: a client who is noted down at the till has the discount of the group of new clients at once.
registry.category("web_tour.tours").add("clientele_pos_new_client", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            ProductScreen.addOrderline("Clientele Cream", "1"),
            ProductScreen.totalAmountIs("20.00"),
            ProductScreen.clickPartnerButton(),
            { trigger: ".modal button:contains(Create)", run: "click" },
            { trigger: ".modal .o_form_view div[name=name] textarea, .modal .o_form_view div[name=name] input", run: "edit Clientele Cleo" },
            { trigger: ".modal .o_form_button_save", run: "click" },
            ProductScreen.totalAmountIs("18.00"),
            Chrome.endTour(),
        ].flat(),
});
