{
    "name": "Clientele",
    "version": "19.0.1.0.0",
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
        # reports
        "reports/clientele_client_report_views.xml",
        # wizards
        "wizards/clientele_client_report_period_views.xml",
        # data
        "data/ir_cron_data.xml",
    ],
    "assets": {
        "point_of_sale._assets_pos": ["clientele/static/src/pos/**/*"],
        "web.assets_tests": ["clientele/static/tests/tours/**/*"],
    },
    "post_init_hook": "post_init_hook",
}
