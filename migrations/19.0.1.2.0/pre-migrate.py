"""Columns that are the same for all rows that are there: a constant default costs nothing."""


def migrate(cr, version):
    cr.execute(
        """
        ALTER TABLE clientele_visit_line
          ADD COLUMN IF NOT EXISTS paid_by varchar NOT NULL DEFAULT 'money',
          ADD COLUMN IF NOT EXISTS prepaid boolean DEFAULT false,
          ADD COLUMN IF NOT EXISTS amount_prepaid numeric DEFAULT 0,
          ADD COLUMN IF NOT EXISTS wallet_revision integer DEFAULT 0
        """
    )
    cr.execute("ALTER TABLE clientele_visit_line ALTER paid_by DROP DEFAULT, ALTER prepaid DROP DEFAULT")
    cr.execute("ALTER TABLE clientele_visit_line ALTER wallet_revision DROP DEFAULT, ALTER amount_prepaid DROP DEFAULT")
    cr.execute("ALTER TABLE clientele_client ADD COLUMN IF NOT EXISTS subscription_open boolean DEFAULT false")
    cr.execute("ALTER TABLE clientele_client ALTER subscription_open DROP DEFAULT")
