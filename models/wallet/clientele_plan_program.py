from odoo import api, fields, models
from odoo.fields import Command

# What the plan's program repeats of it.
REPEATED = {"name", "kind", "price", "credits", "visits", "service_ids", "service_categ_ids"}


class ClientelePlan(models.Model):
    """A plan has a managed eWallet of core, so that orders and the web shop show what is left of it and claim it.

    Core's reward only carries what the settlement decides (DESIGN 3): its rate and domain are for the eye.
    """

    _inherit = "clientele.plan"

    program_id = fields.Many2one(
        "loyalty.program",
        string="Wallet",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="What core's screens and the web shop know the plan by.",
    )

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        plans._clientele_make_programs()
        return plans

    def write(self, vals):
        result = super().write(vals)
        if not REPEATED.isdisjoint(vals):
            for plan in self.filtered("program_id"):
                program = plan.program_id.sudo()  # sudo: whoever may change plans changes what they are claimed by
                program.write({"name": plan.name, "portal_point_name": plan._clientele_unit_name()})
                program.reward_ids[:1].write(plan._prepare_reward())
        return result

    def unlink(self):
        programs = self.program_id.sudo()  # sudo: what was made for the plan goes with it
        result = super().unlink()
        products = programs.reward_ids.discount_line_product_id
        programs.active = False
        programs.unlink()
        products.unlink()
        return result

    # ---------------------------------------------------------------- business

    def _clientele_make_programs(self):
        """Make the programs of plans that have none."""
        Program = self.env["loyalty.program"].sudo()  # sudo: whoever may make plans makes what they are claimed by
        for plan in self.filtered(lambda plan: not plan.program_id):
            program = Program.create(plan._prepare_program())
            program.reward_ids.discount_line_product_id.clientele_online = False
            plan.program_id = program.sudo(False)

    def _prepare_program(self):
        return {
            "name": self.name,
            "company_id": self.company_id.id,
            "currency_id": self.company_id.currency_id.id,
            "clientele_managed": True,
            "program_type": "ewallet",
            "applies_on": "future",
            "trigger": "auto",
            "portal_visible": True,
            "portal_point_name": self._clientele_unit_name(),
            "rule_ids": [Command.clear()],
            "communication_plan_ids": [Command.clear()],
            "reward_ids": [Command.create(self._prepare_reward())],
        }

    def _clientele_unit_name(self):
        """:return: credits or visits, in the user's language"""
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind].lower()

    def _prepare_reward(self):
        """:return: values of the reward; its discount is rounded by core, so that nothing is computed from it"""
        rate = self.price / (self.credits if self.kind == "credits" else self.visits) or 1
        return {
            "description": self.name,
            "reward_type": "discount",
            "discount_mode": "per_point",
            "discount": rate,
            "discount_applicability": "specific",
            "discount_product_domain": str(list(self._get_services_domain())),
            "required_points": 1,
        }
