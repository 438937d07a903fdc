"""Thresholds of tiers become a constraint that is looked at in the end; the index of the same name goes first."""


def migrate(cr, version):
    cr.execute("ALTER TABLE clientele_tier DROP CONSTRAINT IF EXISTS clientele_tier_thresholds_rise")
    cr.execute("DROP INDEX IF EXISTS clientele_tier_thresholds_rise")
    cr.execute("DROP INDEX IF EXISTS clientele_loyalty_simulation_tier_rise")
