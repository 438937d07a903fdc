from odoo import models


class ClienteleVisitLine(models.Model):
    """A visit line as a line of the order that bills it."""

    _inherit = "clientele.visit.line"

    def _is_to_bill(self):
        """:return: whether money pays the line and no order bills it, nor a quotation will"""
        if self.billed or self.mirrored or self.prepaid or self.amount <= 0 or self.pos_line_id:
            return False
        order = self.sudo().sale_line_id.order_id  # sudo: only its state
        return not order or order.state == "cancel"

    def _prepare_order_line(self):
        """:return: values of the order line, which comes to exactly what the visit line does, tax included"""
        product = self.product_id.sudo().with_company(self.company_id)  # sudo: taxes of who may not keep the books
        return {
            "product_id": product.id,
            "name": self.name,
            "product_uom_qty": self.quantity,
            "discount": self.discount if self.discount < 100 else 0,
            **product._clientele_bill(self.amount, self.company_id, self.partner_id, self.quantity, self.discount),
        }
