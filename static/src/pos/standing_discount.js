import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { patch } from "@web/core/utils/patch";

// YC1: the client's standing discount applies itself at the till, to what the cashier has not discounted by hand.
patch(PosStore.prototype, {
    async addLineToOrder(vals, order, opts = {}, configure = true) {
        const discount = order.clienteleDiscount;
        const special = opts.eWalletGiftCardProgram || "discount" in vals || "price_unit" in vals;
        const values = discount && !special ? { ...vals, discount } : vals;
        return super.addLineToOrder(values, order, opts, configure);
    },
});

patch(PosOrder.prototype, {
    /** A program's discount by turnover is in its pricelist; a pricelist that somebody chose is instead of it (SK9). */
    get clienteleDiscount() {
        const partner = this.partner_id;
        if (!partner || this.pricelist_id?.clientele_percent) {
            return 0;
        }
        const chosen = this.pricelist_id && this.pricelist_id.id !== this.config.pricelist_id?.id;
        return (chosen ? partner.clientele_pos_own_discount : partner.clientele_pos_discount) || 0;
    },
    setPartner(partner) {
        const before = this.clienteleDiscount;
        super.setPartner(...arguments);
        const after = this.clienteleDiscount;
        if (before !== after) {
            for (const line of this.lines) {
                if (line.getDiscount() === before && this.clienteleTakesDiscount(line)) {
                    line.setDiscount(after);
                }
            }
        }
    },
    clienteleTakesDiscount(line) {
        const special = line.is_reward_line || line.refunded_orderline_id || line._e_wallet_program_id;
        return !special && line.price_type !== "manual";
    },
});
