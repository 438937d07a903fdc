"""Conventions checked on the loaded registry and the database, so that no model can forget one."""

import ast
import re

from odoo import models
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

MODULE = "clientele"
ROLES = ("practitioner", "receptionist", "manager", "admin")


class ConventionCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        registry = cls.env.registry
        cls.own_models = [
            cls.env[name]
            for name, model in sorted(registry.items())
            if model._original_module == MODULE and not model._abstract
        ]
        cls.stored_models = [model for model in cls.own_models if model._auto and not model._transient]
        cls.company_models = [model for model in cls.stored_models if "company_id" in model._fields]
        cls.own_fields = [
            (cls.env[name], field)
            for name, model in sorted(registry.items())
            if not model._abstract
            for field in model._fields.values()
            if field._module == MODULE and field.name not in models.MAGIC_COLUMNS
        ]

    def own_records(self, model: str):
        data = self.env["ir.model.data"].search([("module", "=", MODULE), ("model", "=", model)])
        return self.env[model].with_context(active_test=False).browse(data.mapped("res_id")).exists()


@tagged("post_install", "-at_install")
class TestAccess(ConventionCase):
    def test_every_model_has_access_lines(self):
        for model in self.own_models:
            access = self.env["ir.model.access"].search([("model_id.model", "=", model._name)])
            with self.subTest(model=model._name):
                self.assertTrue(access)
                self.assertFalse(
                    access.filtered(
                        lambda line: not line.group_id and (line.perm_write or line.perm_create or line.perm_unlink)
                    ),
                    "to write needs a group",
                )

    def test_company_models_have_a_global_rule(self):
        for model in self.company_models:
            rules = self.env["ir.rule"].search([("model_id.model", "=", model._name), ("groups", "=", False)])
            with self.subTest(model=model._name):
                self.assertTrue(any("company_id" in (rule.domain_force or "") for rule in rules))

    def test_company_models_check_the_company(self):
        for model in self.company_models:
            with self.subTest(model=model._name):
                self.assertTrue(model._check_company_auto)


@tagged("post_install", "-at_install")
class TestFields(ConventionCase):
    def test_stored_many2one_has_an_index_and_a_written_ondelete(self):
        for model, field in self.own_fields:
            stored = field.store and field.column_type and model._auto and not model._transient
            if field.type == "many2one" and stored:
                with self.subTest(field=str(field)):
                    self.assertTrue(field.index or field.name in self._leading_columns(model), "no index")
                    self.assertTrue(self._is_written(model, field.name, "ondelete"), "deletion is not decided")

    def _is_written(self, model, field: str, parameter: str) -> bool:
        """Whether a definition of the field names the parameter; the merged field no longer knows."""
        definitions = (vars(base).get(field) for base in type(model).mro())
        return any(parameter in (definition._args__ or {}) for definition in definitions if definition)

    def _leading_columns(self, model) -> set[str]:
        """The first columns of the model's declared indexes: these serve a search by that column."""
        indexes = [item for item in model._table_objects.values() if isinstance(item, models.Index)]
        definitions = [index.get_definition(self.env.registry) for index in indexes]
        return {found[1] for text in definitions if (found := re.search(r"\(\s*(\w+)", text))}

    def test_monetary_has_a_currency(self):
        for model, field in self.own_fields:
            if field.type == "monetary":
                with self.subTest(field=str(field)):
                    self.assertTrue(field.get_currency_field(model))

    def test_declared_constraints_and_indexes_exist(self):
        """Odoo goes on without a constraint that the database refuses."""
        self.env.cr.execute("SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes")
        existing = {name for (name,) in self.env.cr.fetchall()}
        for model in self.env.values():
            for item in model._table_objects.values():
                if item._module == MODULE and model._auto and not model._abstract:
                    with self.subTest(model=model._name, name=item.name):
                        self.assertIn(item.full_name(model), existing)


@tagged("post_install", "-at_install")
class TestScreens(ConventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(cls.env, f"convention_{role}", groups=f"{MODULE}.clientele_group_{role}")
            for role in ROLES
        }

    def test_actions_open(self):
        for action in self.own_records("ir.actions.act_window").with_user(self.env.ref("base.user_admin")):
            context = safe_eval(action.context or "{}", {"uid": self.env.uid, "active_id": 1, "active_ids": [1]})
            model = self.env[action.res_model].with_user(self.env.ref("base.user_admin")).with_context(**context)
            with self.subTest(action=action.name):
                model.get_views([*action.views, (action.search_view_id.id, "search")])

    def test_forms_open_for_every_role(self):
        for role, user in self.users.items():
            for model in self.own_models:
                model = model.with_user(user)
                if not model.has_access("read"):
                    continue
                with self.subTest(role=role, model=model._name):
                    model.get_views([(False, "list"), (False, "form"), (False, "search")])
                    if model.has_access("create") and not model._transient:
                        Form(model)


@tagged("post_install", "-at_install")
class TestSchedule(ConventionCase):
    def test_cron_methods_exist(self):
        for cron in self.own_records("ir.cron"):
            model = self.env[cron.model_id.model]
            called = [
                node.attr
                for node in ast.walk(ast.parse(cron.code.strip()))
                if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "model"
            ]
            with self.subTest(cron=cron.cron_name):
                self.assertTrue(called, "a cron calls one method of its model")
                for method in called:
                    self.assertTrue(hasattr(model, method), method)
