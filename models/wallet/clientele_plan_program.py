from odoo import api, fields, models
from odoo.fields import Command

# What the plan's program repeats of it.
REPEATED = {"name", "price", "credits", "service_ids", "service_categ_ids"}


class ClientelePlan(models.Model):
    """A plan of credits has a managed eWallet of core, so that orders and the web shop show what is left and claim it.

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
        plans._clientele_follow_kind()
        return plans

    def write(self, vals):
        result = super().write(vals)
        if "kind" in vals:
            self._clientele_follow_kind()
        if not REPEATED.isdisjoint(vals):
            for plan in self.filtered("program_id"):
                program = plan.program_id.sudo()  # sudo: whoever may change plans changes what they are claimed by
                program.name = plan.name
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

    def _clientele_follow_kind(self):
        """Package visits need no program: no screen of core counts visits."""
        self.filtered(lambda plan: plan.kind == "credits")._clientele_make_programs()

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
            "portal_point_name": dict(self._fields["kind"]._description_selection(self.env))[self.kind].lower(),
            "rule_ids": [Command.clear()],
            "communication_plan_ids": [Command.clear()],
            "reward_ids": [Command.create(self._prepare_reward())],
        }

    def _prepare_reward(self):
        """:return: values of the reward; its discount is rounded by core, so that nothing is computed from it"""
        rate = self.price / self.credits if self.kind == "credits" and self.price else 1
        return {
            "description": self.name,
            "reward_type": "discount",
            "discount_mode": "per_point",
            "discount": rate,
            "discount_applicability": "specific",
            "discount_product_domain": str(list(self._get_services_domain())),
            "required_points": 1,
        }
