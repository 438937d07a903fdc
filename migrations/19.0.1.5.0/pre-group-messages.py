"""SMS of groups say what they were for, and when they were sent."""


def migrate(cr, version):
    cr.execute(
        """
        ALTER TABLE clientele_group_message
          ADD COLUMN IF NOT EXISTS kind varchar, ADD COLUMN IF NOT EXISTS sent_at timestamp
        """
    )
    cr.execute(
        """
        UPDATE clientele_group_message
           SET kind = CASE WHEN source LIKE 'welcome:%' THEN 'welcome' ELSE 'order' END, sent_at = create_date
        """
    )
