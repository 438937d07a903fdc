"""Buying in the web shop as a browser does it, and a payment provider that pays when it is told to."""

from odoo.tests import HttpCase, new_test_user

from ..common import ClienteleCase


class WebShopCase(ClienteleCase, HttpCase):
    """Ann has an account in the shop of the company; it sells the haircut (20) and a massage (50)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("clientele.today", str(cls.today))
        cls.website = cls.env["website"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.massage = cls.make_service("Massage", 50)
        (cls.service | cls.massage).write({"website_published": True, "invoice_policy": "order"})
        cls.provider = cls.env["payment.provider"].search(
            [("code", "=", "demo"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.provider.write({"state": "test", "is_published": True})
        cls.ann = cls.make_buyer("Ann")
        cls.ann_user = cls.make_account(cls.ann)

    @classmethod
    def make_buyer(cls, name, **values):
        """A contact with what the checkout asks for; nobody's client yet."""
        address = {"street": "Vitosha 1", "city": "Sofia", "zip": "1000", "country_id": cls.env.ref("base.bg").id}
        address |= {"email": f"{name.lower()}@example.com", "phone": "+359888123456"}
        return cls.env["res.partner"].create({"name": name, **address, **values})

    @classmethod
    def make_account(cls, partner):
        login = partner.email
        groups = "base.group_portal"
        return new_test_user(
            cls.env, login, groups, password=login, partner_id=partner.id, name=partner.name, email=partner.email
        )

    def setUp(self):
        super().setUp()
        self.log_in(self.ann_user)

    def log_in(self, user):
        """:param user: None for a visitor whom nobody knows"""
        self.authenticate(user and user.login, user and user.login)

    # ---------------------------------------------------------------- what a buyer does

    def put(self, product, quantity=1):
        """Put a product into the cart.

        :return: the cart
        """
        values = {"product_template_id": product.product_tmpl_id.id, "product_id": product.id, "quantity": quantity}
        self.make_jsonrpc_request("/shop/cart/add", values)
        return self.env["sale.order"].search([("website_id", "=", self.website.id)], order="id desc", limit=1)

    def start_payment(self, cart):
        """:return: the transaction, which waits for the provider"""
        method = self.provider.payment_method_ids[:1]
        values = {
            "access_token": cart._portal_ensure_token(),
            "amount": cart.amount_total,
            "provider_id": self.provider.id,
            "payment_method_id": method.id,
            "flow": "direct",
            "token_id": None,
            "tokenization_requested": False,
            "landing_route": "/shop/payment/validate",
        }
        answer = self.make_jsonrpc_request(f"/shop/payment/transaction/{cart.id}", values)
        return self.env["payment.transaction"].search([("reference", "=", answer["reference"])])

    def provider_says(self, transaction, state="done"):
        """The provider tells what became of the payment, and the buyer's page asks for it."""
        told = {"reference": transaction.reference, "payment_details": "1234", "simulated_state": state}
        self.make_jsonrpc_request("/payment/demo/simulate_payment", told)
        self.make_jsonrpc_request("/payment/status/poll", {})
        transaction.invalidate_recordset()
        self.env.invalidate_all()

    def buy(self, *products):
        """:return: a cart of these products, paid"""
        for product in products:
            cart = self.put(product)
        self.provider_says(self.start_payment(cart))
        return cart
