import { PosStore } from "@point_of_sale/app/services/pos_store";
import { patch } from "@web/core/utils/patch";

// SK4: whoever is noted down at the till is a client, in the group of new clients, before the first sale.
patch(PosStore.prototype, {
    editPartnerContext() {
        return { ...super.editPartnerContext(...arguments), clientele_created_from: "pos" };
    },
});
