{
    "name": "Clientele",
    "version": "19.0.1.1.0",
    "category": "Sales/Clientele",
    "summary": "Clients, visits, rhythm and win-back for businesses that live by appointments",
    "author": "Clientele contributors",
    "license": "LGPL-3",
    "application": True,
    "depends": [
        "contacts",
        "calendar",
        "hr",
        "resource",
        "portal",
        "website",
        "phone_validation",
        "mass_mailing_sms",
        "sale_loyalty",
        "pos_loyalty",
        "privacy_lookup",
    ],
    "external_dependencies": {
        "python": ["phonenumbers", "xlsxwriter", "python-calamine"],
    },
    "data": [
        # security
        "security/clientele_groups.xml",
        "security/ir.model.access.csv",
        "security/clientele_rules.xml",
        "security/clientele_import_rules.xml",
        "security/clientele_schedule_rules.xml",
        "security/clientele_shift_rules.xml",
        # reports
        "reports/clientele_client_report_views.xml",
        # data
        "data/ir_cron_data.xml",
        "data/clientele_import_data.xml",
        "data/clientele_mail_templates.xml",
        # wizards
        "wizards/clientele_branch_zone_views.xml",
        "wizards/clientele_client_change_views.xml",
        "wizards/clientele_client_report_period_views.xml",
        "wizards/clientele_contact_log_views.xml",
        "wizards/clientele_visit_cancel_views.xml",
        # client
        "views/client/clientele_branch_views.xml",
        "views/client/clientele_contact_views.xml",
        "views/client/clientele_group_views.xml",
        "views/client/clientele_import_views.xml",
        "views/client/clientele_label_views.xml",
        # visit
        "views/visit/clientele_import_views.xml",
        "views/visit/clientele_visit_notice_templates.xml",
        "views/visit/clientele_visit_views.xml",
        "views/visit/product_template_views.xml",
        "views/visit/resource_resource_views.xml",
        # insight
        "views/insight/clientele_client_card_views.xml",
        "views/insight/clientele_client_search_views.xml",
        "views/insight/clientele_client_views.xml",
        "views/insight/clientele_rhythm_views.xml",
        "views/insight/clientele_visit_views.xml",
        "views/insight/res_config_settings_views.xml",
        # menus, last
        "views/clientele_menus.xml",
    ],
    "demo": ["demo/clientele_demo.xml"],
    "assets": {
        "point_of_sale._assets_pos": ["clientele/static/src/pos/**/*"],
        "web.assets_backend": [
            "clientele/static/src/client/**/*",
            "clientele/static/src/insight/**/*",
        ],
        "web.assets_tests": ["clientele/static/tests/tours/**/*"],
        "web.assets_unit_tests": ["clientele/static/tests/unit/**/*"],
    },
    "post_init_hook": "post_init_hook",
}
