import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import { registry } from "@web/core/registry";

// YC1: the discount follows the client of the order, before and after the client is chosen.
registry.category("web_tour.tours").add("clientele_pos_standing_discount", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            ProductScreen.addOrderline("Clientele Cream", "1"),
            ProductScreen.totalAmountIs("20.00"),
            ProductScreen.clickPartnerButton(),
            ProductScreen.clickCustomer("Clientele Ann"),
            ProductScreen.totalAmountIs("18.00"),
            ProductScreen.clickDisplayedProduct("Clientele Soap"),
            ProductScreen.totalAmountIs("27.00"),
            ProductScreen.clickPartnerButton(),
            ProductScreen.clickCustomer("Clientele Bob"),
            ProductScreen.totalAmountIs("30.00"),
            Chrome.endTour(),
        ].flat(),
});
